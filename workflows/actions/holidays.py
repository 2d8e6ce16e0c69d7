"""The agency's holidays, a year at a time: what the working days are counted by that a return grants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.people import Holiday
from models.vocabulary import EventAction, ReasonCode, SubjectType
from workflows import events
from workflows.access import Actor, Permission, require
from workflows.changes import column_change, row_changes
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run
from workflows.engine import announce
from workflows.events import Change
from workflows.lines.storing import lock_structure
from workflows.refusals import Refused
from workflows.staleness import stale
from workflows.texts import Checked

PREFIX = "holidays"


@dataclass(frozen=True, slots=True)
class HolidaysDraft:
    """All holidays of a calendar year as (day, name), in any order; without ``expected_version`` the agency's version isn't compared."""

    year: int
    holidays: Sequence[tuple[date, str]]
    expected_version: int | None = None
    reason: str | None = None


async def set_holidays(database: Database, actor: Actor, draft: HolidaysDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Set the holidays of a year, in one transaction; the outcome's value is the agency's id."""
    attempt = Attempt(SubjectType.AGENCY, actor.agency_id, EventAction.SET_HOLIDAYS)
    return await run(database, actor, attempt, lambda conn: set_holidays_in(conn, actor, draft, key), key)


async def set_holidays_in(conn: Connection, actor: Actor, draft: HolidaysDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Make the agency's holidays of a year exactly what is given, inside the caller's transaction; one version and one event, or nothing.

    Windows that were given before stay as they are: a holiday counts for what is returned after it was set.

    Raises:
        Refused: CONFLICT, NOT_PERMITTED, STALE, or INVALID with every reason.
    """
    await lock_structure(conn, actor.agency_id)
    rows = await conn.fetch("SELECT version FROM agency WHERE id = :agency", {"agency": actor.agency_id})
    version = int(rows[0]["version"])
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        return Outcome(value=actor.agency_id, event_id=replay, replayed=True)
    require(actor, Permission.SET_HOLIDAYS, actor.agency_id)
    if draft.expected_version is not None and draft.expected_version != version:
        raise Refused(await stale(conn, actor, SubjectType.AGENCY, actor.agency_id, version))
    checked = Checked()
    reason = checked.text(draft.reason, "input.reason", limits.REASON_CHARS)
    wanted = _wanted(draft, checked)
    checked.done()
    saved = await _saved(conn, actor.agency_id, draft.year)
    gone = [row for day, row in saved.items() if day not in wanted]
    named = {day: name for day, name in wanted.items() if day in saved and saved[day].name != name}
    fresh = [Holiday(id=new_id(), agency_id=actor.agency_id, day=day, name=name) for day, name in wanted.items() if day not in saved]
    if not (gone or named or fresh):
        return Outcome(value=actor.agency_id, unchanged=True)
    event_id = new_id()
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.AGENCY,
        subject_id=actor.agency_id,
        version=version + 1,
        action=EventAction.SET_HOLIDAYS,
        changes=(
            *(change for row in gone for change in _told(row, {"day": None, "name": None})),
            *(change for day, name in named.items() for change in _told(saved[day], {"name": name})),
            *(change for row in fresh for change in row_changes(Holiday, row, prefix=f"{PREFIX}.{row.id}.")),
        ),
        reason=reason,
        event_id=event_id,
    )
    await _write(conn, actor.agency_id, gone, named, fresh)
    await conn.execute("UPDATE agency SET version = :next WHERE id = :agency", {"agency": actor.agency_id, "next": version + 1})
    await announce(conn, actor, event_id, "agency.set_holidays")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=actor.agency_id, event_id=event_id)


def _wanted(draft: HolidaysDraft, checked: Checked) -> dict[date, str]:
    if not limits.YEAR_FIRST <= draft.year <= limits.YEAR_LAST:
        checked.wrong(ReasonCode.DATE_OUT_OF_RANGE, "input.year", min=str(limits.YEAR_FIRST), max=str(limits.YEAR_LAST))
        checked.done()
    first, last = date(draft.year, 1, 1), date(draft.year, 12, 31)
    checked.count(draft.holidays, "input.holidays", limits.HOLIDAYS_ROWS)
    wanted: dict[date, str] = {}
    for index, (day, name) in enumerate(draft.holidays):
        path = f"input.holidays.{index}"
        if not first <= day <= last:
            checked.wrong(ReasonCode.DATE_OUT_OF_RANGE, f"{path}.day", min=first.isoformat(), max=last.isoformat())
        elif day in wanted:
            checked.wrong(ReasonCode.DUPLICATE, f"{path}.day")
        wanted[day] = checked.text(name, f"{path}.name", limits.NAME_CHARS, required=True) or ""
    return dict(sorted(wanted.items()))


async def _saved(conn: Connection, agency_id: UUID, year: int) -> dict[date, Holiday]:
    rows = await conn.fetch(
        "SELECT id, day, name FROM holiday WHERE agency_id = :agency AND day >= :first AND day <= :last ORDER BY day",
        {"agency": agency_id, "first": date(year, 1, 1), "last": date(year, 12, 31)},
    )
    decoded = ({name: conn.decode(Holiday, name, value) for name, value in row.items()} for row in rows)
    return {row["day"]: Holiday(agency_id=agency_id, **row) for row in decoded}


def _told(row: Holiday, columns: Mapping[str, object]) -> list[Change]:
    held = {"day": row.day, "name": row.name}
    changes = [change for name, value in columns.items() if (change := column_change(Holiday, held, name, value))]
    return [Change(f"{PREFIX}.{row.id}.{change.path}", change.old, change.new) for change in changes]


async def _write(conn: Connection, agency_id: UUID, gone: Sequence[Holiday], named: Mapping[date, str], fresh: Sequence[Holiday]) -> None:
    if gone:
        await conn.execute(
            "DELETE FROM holiday WHERE agency_id = :agency AND id IN :ids", {"agency": agency_id, "ids": [row.id for row in gone]}
        )
    for day, name in named.items():
        await conn.execute(
            "UPDATE holiday SET name = :name WHERE agency_id = :agency AND day = :day", {"agency": agency_id, "day": day, "name": name}
        )
    await conn.insert(fresh)
