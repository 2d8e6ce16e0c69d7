"""Two months of daily activities of some people: reported, forgotten, late, answered, asked about, returned, some still waiting.

Some thousands of them, so each is lived in memory, through the same table and the same record as a command. What a group of people lived is
then written at once: every event in the order of time, the rows with each of their moves, and the summary of weeks.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from models.activities import ActivityReply, DailyActivity
from models.database import Connection, new_id
from models.history import Outbox
from models.people import Absence
from models.plans import Indicator, PerformancePlan, PlannedResult
from models.vocabulary import ActivityAction, ApprovalRoute, Aspect, EventAction, SubjectType, Word
from workflows.actions.activity_content import ActivityDraft, Ground, load_ground
from workflows.actions.daily_activities import new_activity, recorded
from workflows.actions.daily_activity_record import DailyActivityRecord
from workflows.activity_days import answer_due
from workflows.actor import Actor
from workflows.canonical import EventDraft
from workflows.changes import column_change, row_changes
from workflows.daily_activity import DAILY_ACTIVITY, ActivityFacts, ActivityInputs
from workflows.definition import Step
from workflows.demo.phrases import days
from workflows.demo.world import World
from workflows.engine import Loaded, compare_and_set, judged
from workflows.events import Change, record_many
from workflows.figures.weeks import add_up, answered, reported
from workflows.importing.known import covering

_ACKNOWLEDGE, _PRAISE, _ASK, _RETURN = ActivityAction.ACKNOWLEDGE, ActivityAction.PRAISE, ActivityAction.ASK, ActivityAction.RETURN
_REPLY, _EDIT = ActivityAction.REPLY, ActivityAction.EDIT
_FATES: Mapping[tuple[ActivityAction, ...], int] = {
    (_ACKNOWLEDGE,): 783,
    (_PRAISE,): 110,
    (_ASK, _REPLY, _ACKNOWLEDGE): 45,
    (_ASK, _REPLY, _ASK, _REPLY, _PRAISE): 10,
    (_ASK,): 10,
    (_RETURN, _EDIT, _ACKNOWLEDGE): 25,
    (_RETURN,): 5,
    (): 12,
}
"""How often what befalls a report, out of a thousand."""

_SHOWN: tuple[tuple[ActivityAction, ...], ...] = ((), (_ASK,), (_RETURN,), (_PRAISE,))
"""What stands at a persona's newest reports, the newest first: one waits, one is asked about, one is returned, one was praised."""

DAYS = 61
"""How many days before the reference date the reports begin."""

_COLUMNS = tuple(DailyActivity._meta.fields_map)
_TARGETS = (
    "SELECT p.employee_id, p.assignment_id, p.starts_on, p.ends_on, r.lineage_id AS result, r.title, i.lineage_id AS indicator, i.aspect,"
    " i.target_value FROM performance_plan p JOIN plan_revision v ON v.agency_id = p.agency_id AND v.plan_id = p.id"
    " JOIN planned_result r ON r.agency_id = v.agency_id AND r.revision_id = v.id"
    " JOIN indicator i ON i.agency_id = r.agency_id AND i.result_id = r.id"
    " WHERE p.agency_id = :agency AND p.employee_id IN :ids AND p.ends_on > :first ORDER BY p.year, p.starts_on, r.ordinal, i.ordinal"
)
# What was pinned at a submission told all quantities of then, so nobody is given one afterwards for days that were appraised already.
_SUBMITTED = (
    "SELECT DISTINCT a.employee_id FROM appraisal a JOIN appraisal_cycle c ON c.agency_id = a.agency_id AND c.id = a.cycle_id"
    " JOIN event e ON e.agency_id = a.agency_id AND e.subject_type = 'APPRAISAL' AND e.subject_id = a.id"
    " AND e.action IN ('SUBMIT', 'SUBMIT_IN_ABSENCE') WHERE a.agency_id = :agency AND c.starts_on = :quarter"
)
_ABSENT = "SELECT employee_id, valid_from, valid_to FROM absence WHERE agency_id = :agency AND recorded_to IS NULL"


@dataclass(frozen=True, slots=True)
class Aim:
    """A planned result that a report may serve, with the indicator that it counts towards, if there is one to count."""

    assignment_id: UUID
    starts_on: date
    ends_on: date
    result: UUID
    title: str
    indicator: UUID | None
    target: Decimal | None


@dataclass(slots=True)
class _Life:
    """What all reports of a unit have led to so far; written at once."""

    events: list[EventDraft] = field(default_factory=list)
    rows: list[DailyActivity] = field(default_factory=list)
    moves: list[tuple[Loaded, Word, Mapping[str, object], datetime]] = field(default_factory=list)
    replies: dict[UUID, list[ActivityReply]] = field(default_factory=lambda: defaultdict(list))


class Reporting:
    """Tells the days of an agency's people; ``doings`` gives, by (employee, assignment) and a result's title, what is done for it.

    ``quarter`` is the first day of the open quarter; quantities are told of its days alone.
    """

    def __init__(
        self, world: World, doings: Mapping[tuple[UUID, UUID], Mapping[str, str]], today: date, quarter: date, shown: Iterable[UUID]
    ) -> None:
        self.world, self.doings, self.today, self.quarter, self.shown = world, doings, today, quarter, frozenset(shown)
        self.record = DailyActivityRecord()

    async def write(self, conn: Connection, people: Sequence[tuple[str, UUID]]) -> None:
        """Write the reports of people of one unit, by key and id, and what was said about them."""
        first = self.today - timedelta(days=DAYS)
        ids = [employee_id for _, employee_id in people]
        scope = {"agency": self.world.agency_id, "ids": ids, "first": first, "quarter": self.quarter}
        submitted = {conn.decode(PerformancePlan, "employee_id", raw["employee_id"]) for raw in await conn.fetch(_SUBMITTED, scope)}
        aims = await self._aims(conn, scope, submitted)
        absent = await self._absent(conn)
        life = _Life()
        for key, employee_id in people:
            pick = Random(f"{key}|{self.today}|days")
            actor = self.world.actor(employee_id, self._moment(self.today, 8 * 60))
            ground = await load_ground(conn, actor, [])
            self.record = DailyActivityRecord(ground.calendar)
            ground = await self._with_targets(conn, actor, ground, aims[employee_id])
            worked = [
                day
                for day in (first + timedelta(days=number) for number in range(DAYS))
                if ground.calendar.is_working_day(day) and not any(begins <= day < ends for begins, ends in absent[employee_id])
            ]
            for left, day in zip(reversed(range(len(worked))), worked, strict=True):
                if pick.random() < 0.9 or (employee_id in self.shown and left < len(_SHOWN)):
                    self._day(life, pick, employee_id, day, left, ground, aims[employee_id])
        await self._flush(conn, life)

    async def _aims(self, conn: Connection, scope: Mapping[str, object], submitted: set[UUID]) -> dict[UUID, list[Aim]]:
        found: dict[UUID, list[Aim]] = defaultdict(list)
        for raw in await conn.fetch(_TARGETS, scope):
            employee_id: UUID = conn.decode(PerformancePlan, "employee_id", raw["employee_id"])
            counts = raw["aspect"] == Aspect.QUANTITY and employee_id not in submitted
            found[employee_id].append(
                Aim(
                    conn.decode(PerformancePlan, "assignment_id", raw["assignment_id"]),
                    conn.decode(PerformancePlan, "starts_on", raw["starts_on"]),
                    conn.decode(PerformancePlan, "ends_on", raw["ends_on"]),
                    conn.decode(PlannedResult, "lineage_id", raw["result"]),
                    str(raw["title"]),
                    conn.decode(Indicator, "lineage_id", raw["indicator"]) if counts else None,
                    conn.decode(Indicator, "target_value", raw["target_value"]) if counts else None,
                )
            )
        return found

    async def _absent(self, conn: Connection) -> dict[UUID, list[tuple[date, date]]]:
        found: dict[UUID, list[tuple[date, date]]] = defaultdict(list)
        for raw in await conn.fetch(_ABSENT, {"agency": self.world.agency_id}):
            begins: date = conn.decode(Absence, "valid_from", raw["valid_from"])
            ends: date | None = conn.decode(Absence, "valid_to", raw["valid_to"])
            found[conn.decode(Absence, "employee_id", raw["employee_id"])].append((begins, ends or date.max))
        return found

    async def _with_targets(self, conn: Connection, actor: Actor, ground: Ground, aims: Sequence[Aim]) -> Ground:
        drafts = [ActivityDraft(new_id(), self.today, result_id=one.result) for one in aims]
        return await load_ground(conn, actor, drafts) if drafts else ground

    def _moment(self, day: date, minute: int) -> datetime:
        return datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(self.world.zone)).astimezone(UTC)

    def _day(self, life: _Life, pick: Random, employee_id: UUID, day: date, left: int, ground: Ground, aims: Sequence[Aim]) -> None:
        serving = [one for one in aims if one.starts_on <= day < one.ends_on and self._held(employee_id, one, day)]
        if not serving:
            return
        aim = pick.choice(serving)
        done = self.doings[employee_id, aim.assignment_id][aim.title]
        quantity = None
        if aim.indicator is not None and aim.target is not None and day >= self.quarter:
            quantity = Decimal(max(1, int(aim.target) * pick.randint(1, 5) // 200))
        written = self._moment(day, pick.randint(15 * 60, 17 * 60))
        after = ground.calendar.add_working_days(day, 1)
        shown = _SHOWN[left] if employee_id in self.shown and left < len(_SHOWN) else None
        late, unsent = (pick.random() < 0.05, pick.random() < 0.03) if shown is None else (False, False)
        at = self._moment(after, pick.randint(8 * 60, 9 * 60)) if (late or unsent) and after < self.today else written
        draft = ActivityDraft(
            new_id(),
            day,
            text=f"{done[0].upper()}{done[1:]}{pick.choice(days.ENDINGS)}",
            minutes=pick.choice((120, 180, 240, 300, 360, 420)),
            result_id=aim.result,
            indicator_id=aim.indicator if quantity is not None else None,
            quantity=quantity,
            written_at=written if unsent and not late else None,
        )
        actor = self.world.actor(employee_id, at, assignment_id=aim.assignment_id)
        row = new_activity(actor, draft, ground)
        life.rows.append(DailyActivity(**{name: getattr(row, name) for name in _COLUMNS}))
        life.events.append(recorded(actor, row, new_id()))
        self._answers(life, pick, row, shown)

    def _held(self, employee_id: UUID, aim: Aim, day: date) -> bool:
        return covering([one for one in self.world.held.get(employee_id, ()) if one.id == aim.assignment_id], day) is not None

    def _answers(self, life: _Life, pick: Random, row: DailyActivity, shown: Sequence[ActivityAction] | None) -> None:
        """Let a report go on, each act at a moment after the one before; what would be today or later hasn't been done yet."""
        calendar, at = self.record.counted, row.recorded_at
        acts = pick.choices(list(_FATES), list(_FATES.values()))[0] if shown is None else shown
        for act in acts:
            mine = act in (ActivityAction.REPLY, ActivityAction.EDIT)
            day = at.astimezone(ZoneInfo(self.world.zone)).date()
            wait = 0 if mine else 1 if shown is not None else pick.choices((1, 2, 3, 5), (70, 18, 8, 4))[0]
            day = calendar.add_working_days(day, wait) if wait else day
            if day >= self.today:
                return
            at = self._moment(day, pick.randint(8 * 60, 11 * 60)) if not mine else at + timedelta(minutes=pick.randint(20, 240))
            actor = self.world.actor(row.employee_id, at, assignment_id=row.assignment_id) if mine else self._superior(row, at, day)
            if actor is None:
                return
            self._act(life, pick, row, act, actor)

    def _superior(self, row: DailyActivity, at: datetime, day: date) -> Actor | None:
        line = self.world.line(row.assignment_id, day)
        if line is None or line.appraiser_id is None:
            return None
        return self.world.actor(line.appraiser_id, at, assignment_id=line.appraiser_assignment_id)

    def _act(self, life: _Life, pick: Random, row: DailyActivity, act: ActivityAction, actor: Actor) -> None:
        said = life.replies[row.id]
        held: dict[str, object] = {name: getattr(row, name) for name in _COLUMNS}
        held |= {"said": len(said), "responded": any(one.response_days is not None for one in said)}
        loaded = Loaded(row.id, row.version, row.state, ApprovalRoute.SUPERIOR, frozenset(), {}, held, row.unit_id)
        step = _step(act, row)
        target = judged(self.record, step, loaded)
        inputs = ActivityInputs(_said(pick, act))
        facts = ActivityFacts(len(said), inputs)
        if target is None or any(guard.against(facts) for guard in step.guards):
            raise ValueError(f"{act.value} in {row.state.value}: the story is wrong")
        if act is ActivityAction.EDIT:
            columns: Mapping[str, object] = {
                "text": row.text + pick.choice(days.MENDED),
                "answer_due_on": answer_due(actor.today, self.record.counted),
            }
            told: tuple[Change, ...] = ()
        else:
            columns = self.record.effect(step, loaded, facts, inputs, actor).columns
            reply = self.record.reply(loaded, step, inputs, facts, actor)
            said.append(reply)
            told = row_changes(ActivityReply, reply, prefix=f"replies.{reply.id}.", leave=frozenset({"activity_id"}))
        written = [change for name, value in columns.items() if (change := column_change(DailyActivity, held, name, value)) is not None]
        life.events.append(
            EventDraft(
                actor=actor,
                subject_type=SubjectType.DAILY_ACTIVITY,
                subject_id=row.id,
                version=row.version + 1,
                action=EventAction(act.value),
                changes=(*written, *told),
                from_state=row.state.value,
                to_state=target.value,
                definition=DAILY_ACTIVITY.digest,
                event_id=new_id(),
                unit_id=row.unit_id,
            )
        )
        life.moves.append((loaded, target, columns, actor.now))
        for name, value in {**columns, "state": target, "version": row.version + 1, "updated_at": actor.now}.items():
            setattr(row, name, value)
        if target.value != loaded.state.value:
            row.state_since = actor.now

    async def _flush(self, conn: Connection, life: _Life) -> None:
        """Write what was lived: all events in the order of time, then all rows, each moved as its events tell, and the summary of weeks."""
        made = sorted(life.events, key=lambda one: (one.actor.now, one.version))
        replies = [one for said in life.replies.values() for one in said]
        await record_many(conn, made)
        await conn.insert(life.rows)
        for loaded, target, columns, at in life.moves:
            await compare_and_set(self.record, conn, loaded, target, columns, at)
        await conn.insert(replies)
        await conn.insert(
            [
                Outbox(
                    id=new_id(),
                    agency_id=self.world.agency_id,
                    event_id=one.event_id,
                    kind=f"daily_activity.{one.action.value.lower()}",
                    at=one.actor.now,
                )
                for one in made
            ]
        )
        counted = [reported(vars(row)) for row in life.rows]
        counted += [answered(one.unit_id, one.on_day, one.response_days) for one in replies if one.response_days is not None]
        await add_up(conn, self.world.agency_id, counted)


def _step(act: ActivityAction, row: DailyActivity) -> Step[ActivityFacts]:
    return next(one for one in DAILY_ACTIVITY.steps if one.action is act and one.source is row.state)


def _said(pick: Random, act: ActivityAction) -> str | None:
    match act:
        case ActivityAction.PRAISE:
            return pick.choice(days.PRAISE)
        case ActivityAction.ASK:
            return pick.choice(days.QUESTIONS)
        case ActivityAction.REPLY:
            return pick.choice(days.REPLIES)
        case ActivityAction.RETURN:
            return pick.choice(days.RETURNS)
    return None
