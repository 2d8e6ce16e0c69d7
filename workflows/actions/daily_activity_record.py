"""How a daily activity is loaded, what its guards know, and what an action writes; the rules stand in ``workflows.daily_activity``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from models.activities import ActivityReply, DailyActivity
from models.database import Connection, new_id
from models.limits import ACTIVITY_CHARS, REASON_CHARS
from models.vocabulary import ActivityAction, ActivityAnswer, ActivityState, ApprovalRoute, Relation, SubjectType, Word
from workflows.access import Actor, Granted, Grantee, grantees_of, held
from workflows.activity_days import answer_due, response_days
from workflows.calendar import WorkingCalendar, day_in_zone
from workflows.changes import row_changes
from workflows.daily_activity import DAILY_ACTIVITY, ActivityFacts, ActivityInputs
from workflows.definition import Input, Step, Workflow
from workflows.engine import Effect, Loaded
from workflows.events import Change
from workflows.figures.weeks import add_up, answered, reported
from workflows.standing import TODAY
from workflows.texts import Checked

PREFIX = "dac"
"""What the public ids of daily activities begin with."""

_COLUMNS = tuple(DailyActivity._meta.fields_map)
_LINE = (
    "(SELECT l.{column} FROM reporting_line l WHERE l.agency_id = d.agency_id AND l.assignment_id = d.assignment_id"
    f" AND {TODAY.format(l='l')})"
)
_LOAD = (
    f"SELECT {', '.join(f'd.{name}' for name in _COLUMNS)}, {_LINE.format(column='appraiser_id')} AS line_appraiser,"
    f" {_LINE.format(column='appraiser_assignment_id')} AS line_post,"
    " (SELECT COUNT(*) FROM activity_reply r WHERE r.agency_id = d.agency_id AND r.activity_id = d.id) AS said,"
    " CASE WHEN EXISTS (SELECT 1 FROM activity_reply r WHERE r.agency_id = d.agency_id AND r.activity_id = d.id"
    " AND r.response_days IS NOT NULL) THEN 1 ELSE 0 END AS responded, {grantees}"
    " FROM daily_activity d WHERE d.agency_id = :acc_agency AND d.id IN :ids"
)
_ANSWERING = (ActivityAction.ACKNOWLEDGE, ActivityAction.PRAISE, ActivityAction.ASK, ActivityAction.RETURN)


@dataclass(frozen=True, slots=True)
class DailyActivityRecord:
    """The daily activity as the engine's ``Record``; ``calendar`` counts the working days of answers, and only commands need it."""

    calendar: WorkingCalendar | None = None

    @property
    def counted(self) -> WorkingCalendar:
        """The calendar; TypeError without one."""
        if self.calendar is None:
            raise TypeError("a command on an activity needs the agency's calendar")
        return self.calendar

    @property
    def workflow(self) -> Workflow[ActivityFacts]:
        """Its table."""
        return DAILY_ACTIVITY

    @property
    def model(self) -> type[DailyActivity]:
        """Its rows."""
        return DailyActivity

    @property
    def subject_type(self) -> SubjectType:
        """What its events are about."""
        return SubjectType.DAILY_ACTIVITY

    async def load(self, conn: Connection, actor: Actor, ids: Sequence[UUID], *, lock: bool) -> list[Loaded]:
        """Load activities of the actor's agency with what the actor is to each; one statement."""
        grantees = grantees_of(actor, DailyActivity, "d")
        sql = _LOAD.replace("{grantees}", grantees.sql)
        if lock and conn.dialect == "postgres":
            sql += " FOR UPDATE OF d"
        return [self._loaded(conn, raw) for raw in await conn.fetch(sql, {**grantees.params, "ids": list(ids)})]

    def _loaded(self, conn: Connection, raw: Mapping[str, object]) -> Loaded:
        row: dict[str, object] = {name: conn.decode(DailyActivity, name, raw[name]) for name in _COLUMNS}
        row |= {"said": int(str(raw["said"])), "responded": bool(raw["responded"])}
        appraiser = conn.decode(DailyActivity, "employee_id", raw["line_appraiser"])
        posts: dict[Grantee, tuple[UUID | None, UUID | None]] = {
            Relation.APPRAISER: (appraiser, conn.decode(DailyActivity, "assignment_id", raw["line_post"]))
        }
        return Loaded(
            id=row["id"],  # type: ignore[arg-type]
            version=row["version"],  # type: ignore[arg-type]
            state=row["state"],  # type: ignore[arg-type]
            route=ApprovalRoute.SUPERIOR,
            grantees=held(raw),
            standing={Relation.EMPLOYEE: row["employee_id"], Relation.APPRAISER: appraiser},  # type: ignore[dict-item]
            row=row,
            unit_id=row["unit_id"],  # type: ignore[arg-type]
            posts=posts,
        )

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, ActivityFacts]:
        """Tell how much was said about each; it was loaded with the row, so no statement."""
        return {one.id: ActivityFacts(int(str(one.row["said"]))) for one in loaded}

    def checked(self, inputs: ActivityInputs) -> ActivityInputs:
        """Clean the texts and check their limits; raises ``Refused`` with INVALID."""
        checked = Checked()
        text = checked.text(inputs.text, "input.text", ACTIVITY_CHARS)
        reason = checked.text(inputs.reason, "input.reason", REASON_CHARS)
        checked.done()
        return ActivityInputs(text, reason)

    def with_inputs(self, facts: ActivityFacts, inputs: ActivityInputs) -> ActivityFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)

    def previous_actor(self, loaded: Loaded, action: Word) -> UUID | None:
        """Give nobody: no row of the table asks for another person than did an earlier action."""
        return None

    def effect(self, step: Step[ActivityFacts], loaded: Loaded, facts: ActivityFacts, inputs: ActivityInputs, actor: Actor) -> Effect:
        """Set the answer that closes it, and until when one is due where it waits again."""
        closes = step.target is ActivityState.ANSWERED
        waits = step.target is ActivityState.REPORTED
        return Effect(
            {
                "answer": ActivityAnswer(step.action.value) if closes else None,
                "answer_due_on": answer_due(actor.today, self.counted) if waits else None,
            }
        )

    async def write(
        self, conn: Connection, granted: Granted[Loaded], step: Step[ActivityFacts], inputs: ActivityInputs, facts: ActivityFacts
    ) -> tuple[Change, ...]:
        """Put what is said into the thread, with the superior's first answer how long it took; the week's summary follows."""
        if step.action is ActivityAction.WITHDRAW:
            place, counts = reported(granted.row.row)
            await add_up(conn, granted.actor.agency_id, [(place, -counts)])
        if step.action not in (*_ANSWERING, ActivityAction.REPLY):
            return ()
        row = self.reply(granted.row, step, inputs, facts, granted.actor)
        await conn.insert([row])
        if row.response_days is not None:
            await add_up(conn, row.agency_id, [answered(row.unit_id, row.on_day, row.response_days)])
        return row_changes(ActivityReply, row, prefix=f"replies.{row.id}.", leave=frozenset({"activity_id"}))

    def reply(self, loaded: Loaded, step: Step[ActivityFacts], inputs: ActivityInputs, facts: ActivityFacts, actor: Actor) -> ActivityReply:
        """Make what a step says in the thread; the superior's first answer tells how many working days it took."""
        return ActivityReply(
            id=new_id(),
            agency_id=actor.agency_id,
            activity_id=loaded.id,
            ordinal=facts.said + 1,
            kind=step.action,
            author_id=actor.employee_id,
            unit_id=loaded.row["unit_id"],
            text=inputs.text,
            at=actor.now,
            on_day=actor.today,
            response_days=self._response(loaded, actor) if step.action in _ANSWERING and not loaded.row["responded"] else None,
        )

    def _response(self, loaded: Loaded, actor: Actor) -> int:
        recorded_on = day_in_zone(loaded.row["recorded_at"], actor.zone)  # type: ignore[arg-type]
        return response_days(recorded_on, actor.today, self.counted)

    def offered(self, facts: ActivityFacts, step: Step[ActivityFacts]) -> tuple[Input, ...]:
        """Give the inputs of a step."""
        return step.inputs
