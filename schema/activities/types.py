"""The daily activity, what was said about it, and what may be done with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from models import activities as stored
from models.evidence import Evidence
from models.people import Assignment, Employee, OrgUnit
from models.plans import Indicator, PerformancePlan, PlannedResult
from models.vocabulary import ActivityAction
from schema.actions import ActionInput, previewed
from schema.context import Context
from schema.evidence.filters import EVIDENCE_ORDERS, EvidenceFilter
from schema.history.subject import subject_history
from schema.reads.declare import column, computed, connection, filter_set, record, to_many, to_one, value
from schema.reads.fields import Key, Like, Through, Value
from schema.reads.node import Node
from schema.reads.readfield import plain
from schema.refusals import Reason
from workflows.actions.daily_activity_record import PREFIX, DailyActivityRecord


@value
class AvailableActivityAction:
    """An action on a daily activity: whether an input exists with which you can carry it out now."""

    action: ActivityAction = plain(
        "The action: the first four are `answerActivity`, then `replyToActivity`, `recordActivity` with `expectedVersion`, and"
        " `withdrawActivity`."
    )
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


async def available_actions(
    context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]
) -> list[list[AvailableActivityAction]]:
    """Preview every action on every activity of a level together."""
    return await previewed(context, DailyActivityRecord(), rows, ActivityAction, AvailableActivityAction)


def newest(table: str, lineage: str) -> str:
    """Give, as SQL, the row of a lineage in the newest revision that has it of the plan of a row ``{a}``."""
    return (
        f"(SELECT v_t.id FROM plan_revision v_v JOIN {table} v_t ON v_t.agency_id = v_v.agency_id AND v_t.revision_id = v_v.id"
        f" AND v_t.lineage_id = {{a}}.{lineage} WHERE v_v.agency_id = {{a}}.agency_id AND v_v.plan_id = {{a}}.plan_id"
        " ORDER BY v_v.ordinal DESC LIMIT 1)"
    )


@record(
    stored.DailyActivity,
    PREFIX,
    values=(
        Value("result_id", sql=newest("planned_result", "result_lineage_id"), like=Like(PlannedResult, "id")),
        Value("indicator_id", sql=newest("indicator", "indicator_lineage_id"), like=Like(Indicator, "id")),
    ),
)
class DailyActivity(Node):
    """What an employee did on a day (progres harian). They, their superiors by line, heads of their unit, admins and auditors see it."""

    day = column("The day on which it was done, in the agency's zone.")
    text = column("What was done.")
    minutes = column("How many minutes it took; null if nobody says.")
    quantity = column("How much it adds to the indicator, in the indicator's unit of measure; null if nothing.")
    place = column("Where it was done; null if nobody says.")
    late = column(
        "Whether it was reported late: written after its day, or after the next working day where its day was free. A flag, never a lock."
    )
    written_at = column("The moment at which the client says that it was written; null if it doesn't say. It decides `late`.")
    recorded_at = column("The moment at which it reached the system.")
    answer_due_on = column("The last day of a timely answer; null unless it waits for one.")
    answer = column("What the superior answered; null while it is open, and once it is withdrawn.")
    state = column("Where it stands.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    employee = to_one(Employee, "employee_id", "Whose activity it is.")
    assignment = to_one(Assignment, "assignment_id", "The assignment in which it was done.")
    unit = to_one(OrgUnit, "unit_id", "The unit in which it was done.")
    plan = to_one(PerformancePlan, "plan_id", "The plan whose result it serves; null if none is named.")
    result = to_one(PlannedResult, "result_id", "The result that it serves, as the plan's newest revision that has it says.")
    indicator = to_one(Indicator, "indicator_id", "The indicator towards which its quantity counts; null if none is named.")
    replies = to_many(
        stored.ActivityReply, "activity_id", "What was said about it, in order.", order=(Key("ordinal"),), implied=True, usual=2
    )
    available_actions: list[AvailableActivityAction] = computed(
        available_actions, "Every action, whether you may do it now, and what stands against it.", needs=("id",), reads=2
    )
    history = subject_history()
    evidence = connection(
        Evidence,
        "The files and links that show it; removed ones stay as tombstones.",
        EVIDENCE_ORDERS,
        column="subject_id",
        filters=filter_set(EvidenceFilter),
    )


@record(stored.ActivityReply, "arp", through=Through("activity_id", stored.DailyActivity))
class ActivityReply(Node):
    """One thing said about a daily activity, by the superior or by its employee."""

    ordinal = column("Its place in the thread, from 1.")
    kind = column("What was done by saying it.")
    text = column("What was said; null where an answer had no words.")
    at = column("When it was said.")
    author = to_one(Employee, "author_id", "Who said it.")
    response_days = column("The working days from the report to the superior's first answer; null for whatever was said later.")
