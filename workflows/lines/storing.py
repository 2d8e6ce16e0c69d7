"""Keeping the derived tables equal to what is computed: ``reporting_line`` from people and units, ``unit_closure`` from placements.

Both are derived, so they have no events; whatever write changes what they rest on calls ``recompute`` in its own transaction.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from models.base import AgencyRow
from models.database import Connection, decode_row, new_id
from models.people import ReportingLine, UnitClosure
from workflows.lines.closure import below, compute_closure
from workflows.lines.computing import compute_lines
from workflows.lines.explanation import write_because
from workflows.lines.loading import Loaded, load_named, load_pages, load_placements, load_structure, unit_pages
from workflows.lines.reach import Change
from workflows.lines.structure import Placement

EVERYTHING = Change(everything=True)
CHUNK_ROWS = 5_000
"""How many rows one statement deletes or asks for at most."""

_LINE_VALUES = (
    "employee_id",
    "valid_to",
    "appraiser_id",
    "appraiser_assignment_id",
    "approver_id",
    "approver_assignment_id",
    "route",
    "rule",
    "because",
)


async def lock_structure(conn: Connection, agency_id: UUID) -> None:
    """Let one write at a time change an agency's people and units: lines computed from half of two writes would fit neither.

    SQLite has one writer anyway; on PostgreSQL the agency's row is locked until the transaction ends.
    """
    if conn.dialect == "postgres":
        await conn.fetch("SELECT id FROM agency WHERE id = :agency FOR NO KEY UPDATE", {"agency": agency_id})


async def recompute(conn: Connection, agency_id: UUID, change: Change = EVERYTHING) -> None:
    """Bring the lines that ``change`` can touch, and the closure of its units, up to date in the caller's transaction.

    Rows that are right already stay as they are, keys included.

    Raises:
        UnitCycle: a unit would stand above itself; the transaction must then be rolled back.
    """
    await lock_structure(conn, agency_id)
    if change.everything:
        await rebuild(conn, agency_id)
        return
    if change.units:
        placements = await load_placements(conn, agency_id)
        await _store_closure(conn, agency_id, placements, below(placements, change.units))
    await _store_lines(conn, agency_id, await load_structure(conn, agency_id, change))


async def rebuild(conn: Connection, agency_id: UUID, told: Callable[[int], None] | None = None) -> None:
    """Compute all lines and the whole closure of an agency anew; where every write recomputed what it touched, nothing changes.

    It goes page by page, so that memory doesn't grow with the agency; ``told`` hears how many assignments were looked at.

    Raises:
        UnitCycle: a unit stands above itself; the transaction must then be rolled back.
    """
    async for units in unit_pages(conn, agency_id):
        await _store_closure(conn, agency_id, await load_placements(conn, agency_id, units), units)
    done = 0
    async for loaded in load_pages(conn, agency_id):
        await _store_lines(conn, agency_id, loaded)
        done += len(loaded.only)
        if told is not None:
            told(done)
    await conn.execute(
        "DELETE FROM reporting_line WHERE agency_id = :agency AND NOT EXISTS (SELECT 1 FROM assignment a"
        " WHERE a.agency_id = :agency AND a.id = reporting_line.assignment_id AND a.recorded_to IS NULL)",
        {"agency": agency_id},
    )


async def recompute_assignments(conn: Connection, agency_id: UUID, assignments: Collection[UUID]) -> None:
    """Bring the lines of assignments up to date on which no other line rests: what was set by hand for them has changed."""
    await _store_lines(conn, agency_id, await load_named(conn, agency_id, assignments))


async def _store_lines(conn: Connection, agency_id: UUID, loaded: Loaded) -> None:
    texts: dict[int, str] = {}
    rows: dict[tuple[Any, ...], AgencyRow] = {}
    for line in compute_lines(loaded.structure, loaded.only):
        verdict = line.verdict
        because = texts.get(id(verdict))
        if because is None:
            because = texts[id(verdict)] = write_because(verdict.because)
        rows[line.assignment_id, line.valid_from] = ReportingLine(
            id=new_id(),
            agency_id=agency_id,
            assignment_id=line.assignment_id,
            employee_id=line.employee_id,
            valid_from=line.valid_from,
            valid_to=line.valid_to,
            appraiser_id=verdict.appraiser_id,
            appraiser_assignment_id=verdict.appraiser_assignment_id,
            approver_id=verdict.approver_id,
            approver_assignment_id=verdict.approver_assignment_id,
            route=verdict.route,
            rule=verdict.rule,
            because=because,
        )
    await _store(conn, agency_id, ReportingLine, ("assignment_id", "valid_from"), _LINE_VALUES, "assignment_id", loaded.only, rows)


async def _store_closure(conn: Connection, agency_id: UUID, placements: Sequence[Placement], only: Collection[UUID]) -> None:
    rows: dict[tuple[Any, ...], AgencyRow] = {}
    for pair in compute_closure(placements, only):
        rows[pair.ancestor_id, pair.descendant_id, pair.valid_from] = UnitClosure(
            id=new_id(),
            agency_id=agency_id,
            ancestor_id=pair.ancestor_id,
            descendant_id=pair.descendant_id,
            depth=pair.depth,
            valid_from=pair.valid_from,
            valid_to=pair.valid_to,
        )
    key = ("ancestor_id", "descendant_id", "valid_from")
    await _store(conn, agency_id, UnitClosure, key, ("depth", "valid_to"), "descendant_id", only, rows)


async def _store(
    conn: Connection,
    agency_id: UUID,
    model: type[AgencyRow],
    key: tuple[str, ...],
    values: tuple[str, ...],
    owner: str,
    only: Collection[UUID],
    wanted: dict[tuple[Any, ...], AgencyRow],
) -> None:
    """Make the rows whose ``owner`` is one of ``only`` exactly the wanted ones, by their ``key``."""
    table = model._meta.db_table
    columns = ", ".join(("id", *key, *values))
    wrong: list[UUID] = []
    for raw in await _stored(conn, f"SELECT {columns} FROM {table} WHERE agency_id = :agency", owner, agency_id, only):
        row = decode_row(model, raw)
        found = wanted.get(tuple(row[name] for name in key))
        if found is not None and all(row[name] == getattr(found, name) for name in values):
            del wanted[tuple(row[name] for name in key)]
        else:
            wrong.append(row["id"])
    for start in range(0, len(wrong), CHUNK_ROWS):
        await conn.execute(
            f"DELETE FROM {table} WHERE agency_id = :agency AND id IN :ids",
            {"agency": agency_id, "ids": wrong[start : start + CHUNK_ROWS]},
        )
    fresh = list(wanted.values())
    for start in range(0, len(fresh), CHUNK_ROWS):
        await conn.insert(fresh[start : start + CHUNK_ROWS])


async def _stored(conn: Connection, sql: str, owner: str, agency_id: UUID, only: Collection[UUID]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    asked = list(only)
    for start in range(0, len(asked), CHUNK_ROWS):
        rows += await conn.fetch(f"{sql} AND {owner} IN :owners", {"agency": agency_id, "owners": asked[start : start + CHUNK_ROWS]})
    return rows
