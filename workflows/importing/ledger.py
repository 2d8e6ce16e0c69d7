"""What an import is going to write: rows, changes of rows, and one event a subject; filled for some lines at a time, written in bulk."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from models.base import AgencyRow, Row
from models.database import Connection, new_id
from models.vocabulary import EventAction, SubjectType
from workflows.actor import Actor
from workflows.changes import column_change, row_changes
from workflows.events import Change, EventDraft, record_many
from workflows.importing.known import chunks, covering
from workflows.importing.problems import Place, Problem, ProblemCode
from workflows.importing.sources import Source

_ENDED = ", recorded_from = CASE WHEN recorded_from > :now THEN recorded_from ELSE :now END"
KEYS = frozenset({"unit_id", "employee_id", "recorded_from", "recorded_to"})
"""Columns of a child row that its aggregate's event needn't tell: whose it is, and when it was recorded (the event's own time)."""

EVENTS_AT_ONCE = 100
"""How many events are written together: a server that imports answers others in between."""


@dataclass(slots=True)
class Subject:
    """One aggregate that the import touches: its version before (0 when it begins here), where the files say it, what changes."""

    type: SubjectType
    row: Row
    version: int
    place: Place
    action: EventAction
    changes: list[Change] = field(default_factory=list)
    ended: bool = False
    unit_id: UUID | None = None
    columns: dict[str, object] = field(default_factory=dict)


class Ledger:
    """Collects the writes of some lines; ``write`` puts them into the database, set by set."""

    def __init__(self, actor: Actor, effective: date, sources: Sequence[Source], problems: list[Problem]) -> None:
        self.actor, self.effective, self.sources, self.problems = actor, effective, sources, problems
        self.subjects: dict[UUID, Subject] = {}
        self._fresh: dict[type[Row], list[Row]] = defaultdict(list)
        self._new: set[UUID] = set()
        self._columns: list[tuple[Row, dict[str, object]]] = []
        self._ends: dict[tuple[type[Row], date], list[Row]] = defaultdict(list)
        self._corrected: dict[type[Row], list[Row]] = defaultdict(list)

    def fault(self, code: ProblemCode, place: Place, name: str | None = None, **params: str | int) -> None:
        """Note a problem at a place, with the header that the file gives to the field ``name``."""
        self.problems.append(Problem(code, place, self.sources[place.file].header(place, name) if name else None, params))

    def told(self, place: Place) -> dict[str, str | int]:
        """Give what a message tells of another row: its number and its file, with the sheet where the file has several."""
        source = self.sources[place.file]
        return {"row": place.row, "file": f"{source.name}, {place.sheet}" if len(source.sheets) > 1 else source.name}

    def begin(self, type_: SubjectType, row: Row, place: Place, action: EventAction = EventAction.CREATE) -> Subject:
        """Begin an aggregate with its row, at version 1."""
        self._add(row)
        subject = Subject(type_, row, 0, place, action, list(row_changes(type(row), row)))
        self.subjects[row.id] = subject
        return subject

    def touch(self, type_: SubjectType, row: Row, place: Place, action: EventAction = EventAction.CHANGE) -> Subject:
        """Give the aggregate's entry, made at the first touch; it counts only if changes come."""
        if row.id not in self.subjects:
            self.subjects[row.id] = Subject(type_, row, row.version, place, action)  # type: ignore[attr-defined]
        return self.subjects[row.id]

    def child(self, subject: Subject, prefix: str, row: AgencyRow) -> None:
        """Add a row of the aggregate in another table."""
        self._add(row)
        subject.changes.extend(row_changes(type(row), row, prefix=f"{prefix}.{row.id}.", leave=KEYS))

    def add(self, row: AgencyRow) -> None:
        """Add a row that its aggregate's event tells by other means."""
        self._add(row)

    def _add(self, row: Row) -> None:
        self._fresh[type(row)].append(row)
        self._new.add(row.id)

    def set(self, subject: Subject, row: Row, columns: Mapping[str, object], prefix: str = "") -> None:
        """Change columns of a row; what is equal already is left out."""
        differing = {name: value for name, value in columns.items() if getattr(row, name) != value}
        if not differing:
            return
        for name, value in differing.items():
            change = column_change(type(row), {name: getattr(row, name)}, name, value)
            if change:
                subject.changes.append(Change(f"{prefix}{change.path}", change.old, change.new))
        if row is subject.row:
            subject.columns.update(differing)
        else:
            self._columns.append((row, differing))
        for name, value in differing.items():
            setattr(row, name, value)

    def dated(
        self, subject: Subject, prefix: str, rows: list[Any], fresh: AgencyRow, values: Sequence[str], column: str, place: Place
    ) -> None:
        """Let ``fresh`` hold from its ``valid_from`` in a series of dated rows, unless the row of that day says the same.

        The row before ends there; one that began that very day is corrected. A series that goes on later isn't touched: that is a fault.
        """
        day: date = fresh.valid_from  # type: ignore[attr-defined]
        current = covering(rows, day)
        if current is not None and all(getattr(current, name) == getattr(fresh, name) for name in values):
            return
        if any(row.valid_from > day for row in rows):
            self.fault(ProblemCode.CHANGE_BEFORE_KNOWN, place, column, day=day.isoformat())
            return
        if current is not None and current.valid_from == day:
            self.correct(subject, prefix, current, {name: getattr(fresh, name) for name in values})
            return
        if current is not None:
            self.end(subject, prefix, current, day)
        rows.append(fresh)
        self.child(subject, prefix, fresh)

    def end(self, subject: Subject, prefix: str, row: AgencyRow, day: date) -> None:
        """End a dated row at ``day`` (exclusive); what was known before stays, superseded, where the table keeps that."""
        subject.changes.append(Change(f"{prefix}.{row.id}.validTo", row.valid_to, day))  # type: ignore[attr-defined]
        subject.ended = True
        self.supersede(row)
        row.valid_to = day
        self._ends[type(row), day].append(row)

    def correct(self, subject: Subject, prefix: str, row: AgencyRow, columns: Mapping[str, object]) -> None:
        """Correct a dated row: what was known stays as a superseded copy, the row itself (others point at it) says the new."""
        differing = {name: value for name, value in columns.items() if getattr(row, name) != value}
        if not differing:
            return
        self.supersede(row)
        self.set(subject, row, differing, f"{prefix}.{row.id}.")
        if "recorded_from" in type(row)._meta.fields_map and row.id not in self._new:
            self._columns[-1][1]["recorded_from"] = self._from_now_on(row)

    def supersede(self, row: AgencyRow) -> None:
        """Keep what was known as a copy whose ``recorded_to`` is now; tables without recorded times keep it in the event alone."""
        names = type(row)._meta.fields_map
        if "recorded_to" in names and row.id not in self._new:
            copy = type(row)(**{name: getattr(row, name) for name in names})
            copy.id, copy.recorded_to = new_id(), self._from_now_on(row)
            self._corrected[type(row)].append(copy)

    def _from_now_on(self, row: AgencyRow) -> datetime:
        # A clock may have been set back since: nothing ends to be known before it began to be. ``_ENDED`` says the same.
        recorded: datetime = row.recorded_from  # type: ignore[attr-defined] # asked of tables that have it
        return max(self.actor.now, recorded)

    async def write(self, conn: Connection, order: Sequence[type[Row]], *, events: bool = True) -> None:
        """Write what was collected: events first, one for each aggregate that changes, then rows, tables in ``order``, then versions.

        What was known is closed before what is known instead is written, which unique rules and guards ask for. Without ``events`` only
        rows of the tables in ``order`` are written: what an earlier writing, whose events told them too, had left.
        """
        if events:
            changed = self.changed()
            for start in range(0, len(changed), EVENTS_AT_ONCE):
                await record_many(conn, [self._draft(one) for one in changed[start : start + EVENTS_AT_ONCE]])
        await self._insert(conn, self._corrected, order)
        await self._dated(conn, order)
        await self._insert(conn, self._fresh, order)
        if events:
            await self._versions(conn)

    async def _insert(self, conn: Connection, rows: dict[type[Row], list[Row]], order: Sequence[type[Row]]) -> None:
        for model in order:
            for part in chunks(rows.get(model, [])):
                await conn.insert(part)

    async def _dated(self, conn: Connection, order: Sequence[type[Row]]) -> None:
        for (model, day), rows in self._ends.items():
            if model not in order:
                continue
            recorded = _ENDED if "recorded_from" in model._meta.fields_map else ""
            for part in chunks(rows):
                await conn.execute(
                    f'UPDATE "{model._meta.db_table}" SET valid_to = :day{recorded} WHERE agency_id = :agency AND id IN :ids',
                    {"day": day, "now": self.actor.now, "agency": self.actor.agency_id, "ids": [row.id for row in part]},
                )
        for row, columns in self._columns:
            if type(row) in order:
                await _update(conn, row, columns)

    async def _versions(self, conn: Connection) -> None:
        raised: dict[tuple[SubjectType, int], list[Row]] = defaultdict(list)
        for one in self.changed():
            if one.version == 0:
                continue
            if one.columns:
                await _update(conn, one.row, {**one.columns, "version": one.version + 1})
            else:
                raised[one.type, one.version].append(one.row)
            one.row.version = one.version + 1
        for (_, version), rows in raised.items():
            for part in chunks(rows):
                await conn.execute(
                    f'UPDATE "{part[0]._meta.db_table}" SET version = :version WHERE id IN :ids',
                    {"version": version + 1, "ids": [row.id for row in part]},
                )

    def changed(self) -> list[Subject]:
        """Give the aggregates that change, in the order in which the files touched them."""
        return [one for one in self.subjects.values() if one.changes]

    def _draft(self, one: Subject) -> EventDraft:
        source = self.sources[one.place.file]
        return EventDraft(
            actor=self.actor,
            subject_type=one.type,
            subject_id=one.row.id,
            version=one.version + 1,
            action=one.action,
            changes=tuple(one.changes),
            unit_id=one.unit_id,
            provenance={"fileSha256": source.sha256, "row": str(one.place.row)},
        )


async def _update(conn: Connection, row: Row, columns: Mapping[str, object]) -> None:
    names = ", ".join(f'"{name}" = :set_{name}' for name in columns)
    values = {f"set_{name}": value for name, value in columns.items()}
    await conn.execute(f'UPDATE "{row._meta.db_table}" SET {names} WHERE id = :id', {**values, "id": row.id})
