"""The same statements sent by the bare drivers, and a page of 50 written as one SELECT: what the engines themselves cost a process."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from tests.benchmarks.recording import Script
from tests.engines import Urls

# Written as a person would for this page and nothing else: the agency's appraisals by id, one more than is shown.
PAGE = (
    "SELECT a.id, a.state, a.version, e.id AS employee_id, e.name AS employee, u.id AS unit_id, u.name AS unit FROM appraisal a"
    " JOIN employee e ON e.agency_id = a.agency_id AND e.id = a.employee_id"
    " JOIN org_unit u ON u.agency_id = a.agency_id AND u.id = a.unit_id WHERE a.agency_id = $1 ORDER BY a.id DESC LIMIT 51"
)


class ByHand(ABC):
    """A bare connection to a database."""

    @abstractmethod
    async def replay(self, script: Script) -> None:
        """Send what was recorded, in the same order and transactions, and read every row that comes back."""

    @abstractmethod
    async def page(self, agency_id: UUID) -> bytes:
        """Read the page and write it as JSON."""

    @abstractmethod
    async def close(self) -> None:
        """Close the connection."""


class SqliteByHand(ByHand):
    """The standard library's driver with the settings of our own writer."""

    def __init__(self, urls: Urls) -> None:
        self.driver = sqlite3.connect(urls.serving.removeprefix("sqlite://"), isolation_level=None, cached_statements=512)
        for setting in ("synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", "trusted_schema=OFF", "cache_size=-16384"):
            self.driver.execute(f"PRAGMA {setting}")

    async def replay(self, script: Script) -> None:
        """See ``ByHand``."""
        for one in script:
            self.driver.execute("BEGIN IMMEDIATE" if one.sql == "BEGIN" else one.sql, one.values).fetchall()

    async def page(self, agency_id: UUID) -> bytes:
        """See ``ByHand``."""
        return _page(self.driver.execute(PAGE.replace("$1", "?1"), (str(agency_id),)).fetchall())

    async def close(self) -> None:
        """See ``ByHand``."""
        self.driver.close()


class PostgresByHand(ByHand):
    """asyncpg with its own cache of prepared statements."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    async def replay(self, script: Script) -> None:
        """See ``ByHand``."""
        for one in script:
            await (self.driver.fetch if one.returns and one.values else self.driver.execute)(one.sql, *one.values)

    async def page(self, agency_id: UUID) -> bytes:
        """See ``ByHand``."""
        return _page(await self.driver.fetch(PAGE, agency_id))

    async def close(self) -> None:
        """See ``ByHand``."""
        await self.driver.close()


async def connect(urls: Urls) -> ByHand:
    """Connect to a database of either engine."""
    if urls.dialect == "sqlite":
        return SqliteByHand(urls)
    return PostgresByHand(await asyncpg.connect(urls.serving, statement_cache_size=512))


def _page(rows: Sequence[Any]) -> bytes:
    shown = rows[:50]
    edges = [
        {
            "cursor": str(key),
            "node": {
                "id": f"apr_{key}",
                "state": state,
                "version": version,
                "employee": {"id": f"emp_{employee_id}", "name": employee},
                "unit": {"id": f"unt_{unit_id}", "name": unit},
            },
        }
        for key, state, version, employee_id, employee, unit_id, unit in shown
    ]
    end = edges[-1]["cursor"] if edges else None
    return orjson.dumps({"data": {"appraisals": {"edges": edges, "pageInfo": {"hasNextPage": len(rows) > 50, "endCursor": end}}}})
