"""Checking a whole database: is every event sound, does every record stand where its events leave it, and what is its digest.

Made for a copy that came back, and for a look at a database that serves. Reads only, in one snapshot, row by row.
"""

import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from models.base import AgencyRow, Row
from models.database import Connection, Database, decode_row
from models.database.columns import sqlite_value
from models.ddl import row_models
from models.history import Event, EventValue
from models.people import Agency, Person
from models.vocabulary import SubjectType
from workflows.evidence import Finding, verify_event
from workflows.versioned import VERSIONED

PAGE = 1_000
SEPARATOR = "\x1f"

RECORDS: dict[type[Row], SubjectType] = {**VERSIONED, Agency: SubjectType.AGENCY}
"""The tables whose rows have versions, each made by an event."""


@dataclass
class Verdict:
    """What a check found: ``faults`` name ids and codes, never a person's values; empty when all is sound.

    ``digest`` is SHA-256 in hex over every row of every table in one form for both engines: equal databases have equal digests.
    """

    tables: int = 0
    rows: int = 0
    events: int = 0
    values: int = 0
    redacted: int = 0
    records: int = 0
    digest: str = ""
    faults: list[str] = field(default_factory=list)


async def verify(database: Database) -> Verdict:
    """Check an open database, in one snapshot."""
    return await database.read(_verify, snapshot=True)


async def _verify(conn: Connection) -> Verdict:
    verdict = Verdict()
    if conn.dialect == "sqlite":
        found = [str(row["integrity_check"]) for row in await conn.fetch("PRAGMA integrity_check")]
        verdict.faults += [f"database: {line}" for line in found if line != "ok"]
        verdict.faults += [f"{row['table']}: points at a row that isn't there" for row in await conn.fetch("PRAGMA foreign_key_check")]
    await _events(conn, verdict)
    await _records(conn, verdict)
    await _digest(conn, verdict)
    return verdict


async def _pages(conn: Connection, model: type[Row]) -> AsyncIterator[list[dict[str, Any]]]:
    """Read a table in the order of its keys, a page at a time."""
    table, after = str(model._meta.db_table), None
    while True:
        where = "" if after is None else " WHERE id > :after"
        page = await conn.fetch(f'SELECT * FROM "{table}"{where} ORDER BY id LIMIT {PAGE}', {} if after is None else {"after": after})
        if page:
            yield page
        if len(page) < PAGE:
            return
        after = conn.decode(model, "id", page[-1]["id"])


async def _events(conn: Connection, verdict: Verdict) -> None:
    known = {row["digest"] for row in await conn.fetch("SELECT digest FROM workflow_definition")}
    async for page in _pages(conn, Event):
        ids = [conn.decode(Event, "id", row["id"]) for row in page]
        values: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
        for row in await conn.fetch("SELECT event_id, slot, salt, value FROM event_value WHERE event_id IN :ids", {"ids": ids}):
            values[conn.decode(EventValue, "event_id", row["event_id"])].append(row)
        for key, row in zip(ids, page, strict=True):
            verdict.events += 1
            verdict.values += len(values[key])
            for problem in verify_event(row, values[key]):
                if problem.finding is Finding.REDACTED:
                    verdict.redacted += 1
                else:
                    verdict.faults.append(f"event {key}: {problem.finding.value} {problem.where}")
            if row["definition"] is not None and row["definition"] not in known:
                verdict.faults.append(f"event {key}: its workflow's table isn't kept")


async def _records(conn: Connection, verdict: Verdict) -> None:
    for model, kind in RECORDS.items():
        table = str(model._meta.db_table)
        state = "r.state" if "state" in model._meta.fields_map else "NULL"
        # A person belongs to no agency: each of its versions was made in one of them.
        same = "" if model is Person else " AND e.agency_id = r.id" if model is Agency else " AND e.agency_id = r.agency_id"
        rows = await conn.fetch(
            f"SELECT r.id, r.version, {state} AS state, COUNT(e.id) AS events, MAX(e.version) AS last,"
            f" (SELECT e2.to_state FROM event e2 WHERE e2.subject_type = :kind AND e2.subject_id = r.id{same.replace('e.', 'e2.')}"
            " AND e2.to_state IS NOT NULL ORDER BY e2.version DESC LIMIT 1) AS reached"
            f' FROM "{table}" r LEFT JOIN event e ON e.subject_type = :kind AND e.subject_id = r.id{same}'
            f" GROUP BY r.id, r.version{', r.state' if state != 'NULL' else ''}{', r.agency_id' if issubclass(model, AgencyRow) else ''}",
            {"kind": kind},
        )
        for row in rows:
            verdict.records += 1
            if not row["version"] == row["events"] == row["last"]:
                verdict.faults.append(f"{table} {row['id']}: version {row['version']}, {row['events']} events, the last {row['last']}")
            elif row["state"] is not None and row["state"] != row["reached"]:
                verdict.faults.append(f"{table} {row['id']}: {row['state']}, its events lead to {row['reached']}")


async def _digest(conn: Connection, verdict: Verdict) -> None:
    whole = hashlib.sha256()
    for model in row_models():
        verdict.tables += 1
        names = sorted(model._meta.fields_map)
        whole.update(f"{model._meta.db_table}\n".encode())
        async for page in _pages(conn, model):
            for row in page:
                stored = decode_row(model, row)
                cells = ["" if stored[name] is None else f"={sqlite_value(stored[name])}" for name in names]
                whole.update((SEPARATOR.join(cells) + "\n").encode())
                verdict.rows += 1
    verdict.digest = whole.hexdigest()
