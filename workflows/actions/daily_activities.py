"""Reporting a day's work: singly or in bulk, from a phone that sends late, twice and out of order.

An activity's id is made by the client. What is sent again under it with the same content is there once and answers its event; other
content is an edit where the version that it edits is named, else a CONFLICT. One transaction takes all reports of a request, in as many
statements as for one; each has its own outcome, and one that is refused stops none of the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from models import limits
from models.activities import DailyActivity
from models.database import Busy, Connection, Database, IntegrityFailure, new_id
from models.history import Event, EventValue, Outbox
from models.vocabulary import ActivityAction, ActivityState, EventAction, ReasonCode, RefusalCode, SubjectType, Word
from workflows import events
from workflows.access import Actor, grant, may_read
from workflows.actions.activity_content import ActivityDraft, Ground, content_of, load_ground
from workflows.actions.daily_activity_record import DailyActivityRecord
from workflows.activity_days import answer_due, is_late
from workflows.canonical import plain_form
from workflows.changes import camel, row_changes
from workflows.commands import Attempt, IdempotencyKey, LostRace, Outcome, keep_refused, recall_outcome, remember_outcome
from workflows.daily_activity import DAILY_ACTIVITY
from workflows.engine import Loaded, announce, check_version, judged, move, not_in_state, permission_refusal
from workflows.event_views import read_event
from workflows.events import EventDraft
from workflows.figures.weeks import Counts, Place, add_up, reported
from workflows.refusals import Reason, Refusal, Refused, not_found, not_permitted

Item = tuple[ActivityDraft, IdempotencyKey | None]

CONTENT = ("day", "result_lineage_id", "indicator_lineage_id", "text", "minutes", "quantity", "place")
"""What makes two reports under one id the same."""

_TAKEN = (
    "SELECT id, agency_id, NULL AS day, NULL AS minutes FROM daily_activity WHERE id IN :ids"
    " UNION ALL SELECT NULL, NULL, day, SUM(minutes) FROM daily_activity WHERE agency_id = :agency AND employee_id = :me"
    " AND day IN :days AND minutes IS NOT NULL AND state <> 'WITHDRAWN' AND id NOT IN :ids GROUP BY day"
)


async def record_activities(database: Database, actor: Actor, items: Sequence[Item]) -> list[Outcome[UUID]]:
    """Report activities in one transaction and give an outcome for each, in order; an outcome's value is the activity's id."""

    async def work(conn: Connection) -> list[Outcome[UUID]]:
        return await record_activities_in(conn, actor, items)

    try:
        try:
            outcomes = await database.transaction(work)
        except LostRace:
            outcomes = await database.transaction(work)
        except IntegrityFailure as failure:
            # Another device has sent one of them meanwhile: asked again, it is there.
            if failure.kind != "unique":
                raise
            outcomes = await database.transaction(work)
    except Busy:
        return [Outcome(refusal=Refusal(RefusalCode.BUSY, (Reason(ReasonCode.TRY_AGAIN),))) for _ in items]
    for (draft, _), outcome in zip(items, outcomes, strict=True):
        if outcome.refusal is not None:
            await keep_refused(database, actor, Attempt(SubjectType.DAILY_ACTIVITY, draft.id, EventAction.EDIT), outcome.refusal)
    return outcomes


async def record_activities_in(conn: Connection, actor: Actor, items: Sequence[Item]) -> list[Outcome[UUID]]:
    """Report activities inside the caller's transaction; a refusal is an outcome and leaves nothing of its own activity."""
    drafts = [draft for draft, _ in items]
    batch = _Batch(conn, actor, await load_ground(conn, actor, drafts))
    await batch.look([draft.id for draft in drafts], frozenset(draft.day for draft in drafts))
    before = dict(batch.there)
    outcomes: list[Outcome[UUID]] = []
    for draft, key in items:
        try:
            outcomes.append(await batch.take(draft, key))
        except Refused as refused:
            outcomes.append(Outcome(value=draft.id, refusal=refused.refusal))
    await batch.flush()
    await add_up(conn, actor.agency_id, batch.counted)
    return _warned(drafts, outcomes, batch.minutes, before)


def _warned(
    drafts: Sequence[ActivityDraft], outcomes: Sequence[Outcome[UUID]], others: Mapping[date, int], before: Mapping[UUID, Loaded]
) -> list[Outcome[UUID]]:
    """Warn of each report that was taken for a day which has more minutes than a day has.

    ``others`` are the minutes of each day in reports that this request doesn't name, ``before`` what it names as it stood.
    """
    minutes: dict[tuple[date, UUID], int] = {}
    for one in before.values():
        if one.state is not ActivityState.WITHDRAWN:
            minutes[one.row["day"], one.id] = int(str(one.row["minutes"] or 0))  # type: ignore[index]
    for draft, outcome in zip(drafts, outcomes, strict=True):
        if outcome.refusal is None and not outcome.replayed:
            minutes = {place: took for place, took in minutes.items() if place[1] != draft.id}
            minutes[draft.day, draft.id] = draft.minutes or 0
    full = dict(others)
    for (day, _), took in minutes.items():
        full[day] = full.get(day, 0) + took
    return [
        outcome
        if outcome.refusal is not None or outcome.replayed or not draft.minutes or full[draft.day] <= limits.ACTIVITY_MINUTES
        else replace(outcome, warnings=(Reason(ReasonCode.DAY_OVERFULL, f"{draft.path}.minutes", {"max": limits.ACTIVITY_MINUTES}),))
        for draft, outcome in zip(drafts, outcomes, strict=True)
    ]


@dataclass
class _Batch:
    """The reports of one request.

    ``there`` are the activities that exist, ``elsewhere`` ids of another agency, ``fresh`` what is to be written, by id; ``minutes`` by
    day what the employee has reported beside them. ``counted`` is what all of it adds to the summary of weeks.
    """

    conn: Connection
    actor: Actor
    ground: Ground
    there: dict[UUID, Loaded] = field(default_factory=dict)
    elsewhere: set[UUID] = field(default_factory=set)
    fresh: dict[UUID, tuple[DailyActivity, UUID, IdempotencyKey | None]] = field(default_factory=dict)
    counted: list[tuple[Place, Counts]] = field(default_factory=list)
    minutes: dict[date, int] = field(default_factory=dict)

    @property
    def record(self) -> DailyActivityRecord:
        """The activity as the engine's record, with the agency's calendar."""
        return DailyActivityRecord(self.ground.calendar)

    async def look(self, ids: Sequence[UUID], days: frozenset[date] = frozenset()) -> None:
        """See which ids are taken, by whomever, and add up the minutes of the days beside them; a second statement where some are."""
        scope = {"ids": list(dict.fromkeys(ids)), "days": list(days), "agency": self.actor.agency_id, "me": self.actor.employee_id}
        rows = await self.conn.fetch(_TAKEN if days else _TAKEN.partition(" UNION ALL ")[0], scope)
        own = []
        for raw in rows:
            if raw["id"] is None:
                self.minutes[self.conn.decode(DailyActivity, "day", raw["day"])] = int(raw["minutes"])
                continue
            key: UUID = self.conn.decode(DailyActivity, "id", raw["id"])
            if self.conn.decode(DailyActivity, "agency_id", raw["agency_id"]) == self.actor.agency_id:
                own.append(key)
            else:
                self.elsewhere.add(key)
        if own:
            self.there |= {one.id: one for one in await self.record.load(self.conn, self.actor, own, lock=True)}

    async def take(self, draft: ActivityDraft, key: IdempotencyKey | None) -> Outcome[UUID]:
        """Take one report: new, sent again, or an edit.

        Raises:
            Refused: NOT_FOUND for the id of somebody else's that isn't visible, NOT_PERMITTED for one that is, CONFLICT, INVALID, and as
                the engine refuses an edit.
        """
        if draft.id in self.fresh:
            # The same id twice in one request: the second meets what the first has left.
            await self.flush()
            await self.look([draft.id])
        loaded = self.there.get(draft.id)
        if draft.id in self.elsewhere or (loaded is not None and not may_read(DailyActivity, loaded.grantees)):
            raise not_found()
        replay = await recall_outcome(self.conn, self.actor, key)
        if replay is not None:
            return Outcome(value=draft.id, event_id=replay, replayed=True)
        if loaded is None:
            # A version of what isn't there: an edit that overtook its report on the way is no reason to lose the work.
            return self._new(draft, key)
        return await self._again(loaded, draft, key)

    def _new(self, draft: ActivityDraft, key: IdempotencyKey | None) -> Outcome[UUID]:
        row, event_id = new_activity(self.actor, draft, self.ground), new_id()
        self.fresh[draft.id] = (row, event_id, key)
        return Outcome(value=draft.id, event_id=event_id)

    async def _again(self, loaded: Loaded, draft: ActivityDraft, key: IdempotencyKey | None) -> Outcome[UUID]:
        step, against = permission_refusal(self.record, loaded, ActivityAction.EDIT, self.actor)
        if step is None:
            raise not_permitted(*against)
        names: tuple[str, ...] = CONTENT
        if draft.template_id is not None and draft.expected_version is None:
            # What a template filled in was decided when it was recorded; sent again it is the same, whatever the template says by now.
            names = _given(draft)
            bare = replace(draft, template_id=None, text=draft.text or str(loaded.row["text"]), quantity=None)
            content: Mapping[str, object] = {**content_of(self.actor, bare, self.ground), "quantity": draft.quantity}
        else:
            content = content_of(self.actor, draft, self.ground)
        if all(loaded.row[name] == content[name] for name in names):
            return Outcome(value=loaded.id, event_id=await self._event(loaded), replayed=True)
        if draft.expected_version is None:
            first = await self._first(loaded, content, names)
            if first is not None:
                return Outcome(value=loaded.id, event_id=first, replayed=True)
            reason = Reason(ReasonCode.RECORDED_OTHERWISE, f"{draft.path}.id", {"version": loaded.version})
            raise Refused(Refusal(RefusalCode.CONFLICT, (reason,), loaded.state.value, loaded.version))
        await check_version(self.record, self.conn, self.actor, loaded, draft.expected_version)
        target = judged(self.record, step, loaded)
        if target is None:
            raise Refused(not_in_state(self.record, loaded, self.actor))
        event_id = await self._edit(loaded, target, content)
        await remember_outcome(self.conn, self.actor, key, event_id)
        return Outcome(value=loaded.id, event_id=event_id)

    async def _edit(self, loaded: Loaded, target: Word, content: Mapping[str, object]) -> UUID:
        actor, calendar, row = self.actor, self.ground.calendar, loaded.row
        waited = loaded.state is ActivityState.REPORTED
        columns: dict[str, object] = {
            **{name: value for name, value in content.items() if name != "written_at"},
            # When it was first written and recorded stays; another day may have another last day on time.
            "late": is_late(content["day"], row["written_at"], row["recorded_at"], actor.zone, calendar),  # type: ignore[arg-type]
            "answer_due_on": row["answer_due_on"] if waited else answer_due(actor.today, calendar),
        }
        event_id = await move(self.record, self.conn, grant(loaded, actor), ActivityAction.EDIT, target, columns, (), None)
        await announce(self.conn, actor, event_id, "daily_activity.edit")
        place, counts = reported(row)
        self.counted += [(place, -counts), reported({**row, **columns})]
        del self.there[loaded.id]
        await self.look([loaded.id])
        return event_id

    async def _event(self, loaded: Loaded) -> UUID:
        rows = await self.conn.fetch(
            "SELECT id FROM event WHERE agency_id = :agency AND subject_type = 'DAILY_ACTIVITY' AND subject_id = :id"
            " AND action IN ('RECORD_ACTIVITY', 'EDIT') ORDER BY version DESC LIMIT 1",
            {"agency": self.actor.agency_id, "id": loaded.id},
        )
        found: UUID = self.conn.decode(Event, "id", rows[0]["id"])
        return found

    async def _first(self, loaded: Loaded, content: Mapping[str, object], names: Sequence[str]) -> UUID | None:
        """Give the event that recorded it if it was recorded with this content and has been edited since: a late second sending."""
        scope = {"agency": self.actor.agency_id, "id": loaded.id}
        rows = await self.conn.fetch(
            "SELECT id, canonical FROM event WHERE agency_id = :agency AND subject_type = 'DAILY_ACTIVITY' AND subject_id = :id"
            " AND version = 1",
            scope,
        )
        event_id: UUID = self.conn.decode(Event, "id", rows[0]["id"])
        values = await self.conn.fetch(
            "SELECT slot, value FROM event_value WHERE agency_id = :agency AND event_id = :event", {**scope, "event": event_id}
        )
        texts = [{name: self.conn.decode(EventValue, name, raw[name]) for name in ("slot", "value")} for raw in values]
        told = {one.path: one.new.value for one in read_event(rows[0], texts).changes}
        same = all(told.get(camel(name)) == plain_form(content[name]) for name in names)  # type: ignore[arg-type]
        return event_id if same else None

    async def flush(self) -> None:
        """Write what is new: all events, then all rows, then all words to whoever is told."""
        if not self.fresh:
            return
        actor, made = self.actor, list(self.fresh.values())
        await events.record_many(self.conn, [recorded(actor, row, event_id) for row, event_id, _ in made])
        await self.conn.insert([row for row, _, _ in made])
        self.counted += [reported(vars(row)) for row, _, _ in made]
        kind = "daily_activity.record_activity"
        await self.conn.insert(
            [Outbox(id=new_id(), agency_id=actor.agency_id, event_id=event_id, kind=kind, at=actor.now) for _, event_id, _ in made]
        )
        for _, event_id, key in made:
            await remember_outcome(self.conn, actor, key, event_id)
        self.fresh.clear()


def _given(draft: ActivityDraft) -> tuple[str, ...]:
    """Name the columns that a draft made from a template says itself."""
    serves = draft.result_id or draft.indicator_id
    return tuple(name for name in CONTENT if getattr(draft, name, serves) is not None)


def new_activity(actor: Actor, draft: ActivityDraft, ground: Ground) -> DailyActivity:
    """Make the row of a report that is new, as it stands after being recorded at the actor's moment.

    Raises:
        Refused: INVALID with everything that is wrong, each at its path.
    """
    content, calendar = content_of(actor, draft, ground), ground.calendar
    return DailyActivity(
        id=draft.id,
        agency_id=actor.agency_id,
        employee_id=actor.employee_id,
        recorded_at=actor.now,
        late=is_late(draft.day, draft.written_at, actor.now, actor.zone, calendar),
        answer_due_on=answer_due(actor.today, calendar),
        state=ActivityState.REPORTED,
        version=1,
        state_since=actor.now,
        updated_at=actor.now,
        **content,
    )


def recorded(actor: Actor, row: DailyActivity, event_id: UUID) -> EventDraft:
    """Give the event of a report that is new."""
    return EventDraft(
        actor=actor,
        subject_type=SubjectType.DAILY_ACTIVITY,
        subject_id=row.id,
        version=1,
        action=EventAction.RECORD_ACTIVITY,
        changes=row_changes(DailyActivity, row, leave=frozenset({"state", "state_since", "updated_at"})),
        to_state=row.state.value,
        definition=DAILY_ACTIVITY.digest,
        event_id=event_id,
        unit_id=row.unit_id,
    )
