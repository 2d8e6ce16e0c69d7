"""What a command on dated rows is going to write, collected before anything is written; and the rules of series of such rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from models.base import AgencyRow
from models.database import Connection, new_id
from models.vocabulary import ReasonCode
from workflows.actor import Actor
from workflows.changes import column_change, row_changes
from workflows.events import Change
from workflows.lines.reach import Change as Touched
from workflows.refusals import Reason, not_found
from workflows.texts import Checked

R = TypeVar("R", bound=AgencyRow)
NOT_TOLD = frozenset({"employee_id", "recorded_from", "recorded_to"})
"""Columns that an employee's event needn't tell of a row: whose it is, and when it was recorded (the event's own time)."""


class Edit:
    """What a command is going to write: collected first, so that the event comes before the rows."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.changes: list[Change] = []
        self.touched = Touched()
        self.warnings: list[Reason] = []
        self._fresh: list[AgencyRow] = []
        self._copies: list[AgencyRow] = []
        self._columns: list[tuple[AgencyRow, dict[str, object]]] = []

    def add(self, prefix: str, row: AgencyRow) -> None:
        """Add a dated row, recorded now."""
        self._fresh.append(row)
        self.changes.extend(row_changes(type(row), row, prefix=f"{prefix}.{row.id}.", leave=NOT_TOLD))

    def correct(self, prefix: str, row: AgencyRow, **columns: object) -> None:
        """Let a stored row say something else from now on: it keeps its key, and a copy of what was known is closed."""
        names = type(row)._meta.fields_map
        differing = {name: value for name, value in columns.items() if getattr(row, name) != value}
        if not differing:
            return
        copy = type(row)(**{name: getattr(row, name) for name in names})
        copy.id = new_id()
        copy.recorded_to = moment = self._from_now_on(row)
        self._copies.append(copy)
        for name, value in differing.items():
            change = column_change(type(row), {name: getattr(row, name)}, name, value)
            if change is not None:
                self.changes.append(Change(f"{prefix}.{row.id}.{change.path}", change.old, change.new))
        self._columns.append((row, {**differing, "recorded_from": moment}))

    def withdraw(self, prefix: str, row: AgencyRow) -> None:
        """Close a stored row without another in its place: it is known no more, as if it had never held."""
        moment = self._from_now_on(row)
        self.changes.append(Change(f"{prefix}.{row.id}.recordedTo", None, moment))
        self._columns.append((row, {"recorded_to": moment}))

    def _from_now_on(self, row: AgencyRow) -> datetime:
        # A clock may have been set back since: nothing ends to be known before it began to be.
        recorded: datetime = row.recorded_from  # type: ignore[attr-defined] # every dated table has it
        return max(self.actor.now, recorded)

    async def write(self, conn: Connection) -> None:
        """Write what was collected: copies, changed rows, new rows, in this order, which the unique rules ask for."""
        for rows in (self._copies, self._fresh):
            by_model: dict[type[AgencyRow], list[AgencyRow]] = defaultdict(list)
            for row in rows:
                by_model[type(row)].append(row)
            for same in by_model.values():
                await conn.insert(same)
            if rows is self._copies:
                await self._update(conn)

    async def _update(self, conn: Connection) -> None:
        for row, columns in self._columns:
            names = ", ".join(f"{name} = :set_{name}" for name in columns)
            await conn.execute(
                f"UPDATE {row._meta.db_table} SET {names} WHERE agency_id = :agency AND id = :id",
                {**{f"set_{name}": value for name, value in columns.items()}, "agency": row.agency_id, "id": row.id},
            )


@dataclass(slots=True)
class Period:
    """Days given with a command: ``valid_to`` is the first day on which it no longer holds, None for an open end."""

    valid_from: date
    valid_to: date | None = None

    def check(self, checked: Checked) -> None:
        """Check the order of the days, and that they lie in years that are kept."""
        checked.day(self.valid_from, "input.validFrom")
        checked.day(self.valid_to, "input.validTo")
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            checked.wrong(ReasonCode.DATE_ORDER, "input.validTo")

    def overlaps(self, row: Any) -> bool:
        """Tell whether a dated row holds on one of these days."""
        begins_before_our_end = self.valid_to is None or row.valid_from < self.valid_to
        return begins_before_our_end and (row.valid_to is None or self.valid_from < row.valid_to)


def end_row(edit: Edit, checked: Checked, prefix: str, row: Any, valid_to: date) -> None:
    """Let a dated row end at ``valid_to``, which must lie after its start and before the end that is known."""
    Period(row.valid_from, valid_to).check(checked)
    if row.valid_to is not None and row.valid_to <= valid_to:
        checked.wrong(ReasonCode.ALREADY_ENDED, "input.validTo")
    checked.done()
    edit.correct(prefix, row, valid_to=valid_to)


def follow(edit: Edit, checked: Checked, prefix: str, known: Sequence[R], fresh: R, columns: Sequence[str]) -> UUID:
    """Let a row begin in a series in which one holds at a time; give the id of the row that then says it.

    The row that held until then ends on that day; one that began that very day is corrected in ``columns``. A row that begins later and
    would be cut off is an overlap.
    """
    new: Any = fresh
    period = Period(new.valid_from, new.valid_to)
    meanwhile: list[Any] = [row for row in known if period.overlaps(row)]
    if any(row.valid_from > new.valid_from for row in meanwhile):
        checked.wrong(ReasonCode.OVERLAP, "input.validFrom")
    checked.done()
    for row in meanwhile:
        if row.valid_from == new.valid_from:
            if all(getattr(row, name) == getattr(new, name) for name in columns):
                checked.wrong(ReasonCode.DUPLICATE, "input.validFrom")
            edit.correct(prefix, row, **{name: getattr(new, name) for name in columns})
            return UUID(str(row.id))
        edit.correct(prefix, row, valid_to=new.valid_from)
    edit.add(prefix, fresh)
    return fresh.id


async def rows_of(conn: Connection, model: type[R], **where: object) -> list[R]:
    """Load the rows of a dated table that are recorded as true now, in the order in which they begin."""
    found: list[R] = await model.filter(recorded_to=None, **where).order_by("valid_from", "id").using_db(conn)
    return found


async def one_of(conn: Connection, model: type[R], agency_id: UUID, row_id: UUID) -> R:
    """Load one dated row of an agency that is recorded as true now.

    Raises:
        Refused: NOT_FOUND.
    """
    found = await rows_of(conn, model, agency_id=agency_id, id=row_id)
    if not found:
        raise not_found()
    return found[0]
