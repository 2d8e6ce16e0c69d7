"""Recognition: its type, filter, orders and root field."""

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from models.appraisals import Appraisal
from models.limits import PAGE_ROWS
from models.people import Employee, OrgUnit
from models.plans import Indicator, PlannedResult
from models.recognition import Recognition as Stored
from models.vocabulary import RecognitionAction, RecognitionKind, RecognitionState
from schema.actions import ActionInput, previewed
from schema.context import Context
from schema.history.subject import subject_history
from schema.people.filters import under
from schema.reads.declare import Orders, column, computed, connection, filter_set, filters, record, to_one, value, where
from schema.reads.fields import Key, Like, Order, Value
from schema.reads.node import Node
from schema.reads.readfield import plain
from schema.recognition.reached import AFTER, CYCLE, FIRST, UNIT, ReachedTargets, reached
from schema.refusals import Reason
from workflows.actions.recognitions import RecognitionRecord

_NEWEST = (
    "(SELECT v_n.id FROM {table} v_n JOIN plan_revision v_v ON v_v.agency_id = v_n.agency_id AND v_v.id = v_n.revision_id"
    " WHERE v_n.agency_id = {{a}}.agency_id AND v_n.lineage_id = {{a}}.{column} AND v_v.plan_id = {{a}}.plan_id"
    " ORDER BY v_v.ordinal DESC LIMIT 1)"
)
_RESULT = Value("result_id", sql=_NEWEST.format(table="planned_result", column="result_lineage_id"), like=Like(PlannedResult, "id"))
_INDICATOR = Value("indicator_id", sql=_NEWEST.format(table="indicator", column="indicator_lineage_id"), like=Like(Indicator, "id"))


async def _available(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[Any]]:
    return await previewed(context, RecognitionRecord(), rows, RecognitionAction, AvailableRecognitionAction)


@value
class AvailableRecognitionAction:
    """An action on a recognition: whether an input exists with which you can carry it out now."""

    action: RecognitionAction = plain("The action: `acceptRecognition`, `showRecognition`, `declineRecognition`, `withdrawRecognition`.")
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


@record(Stored, "rcg", values=(_RESULT, _INDICATOR))
class Recognition(Node):
    """That somebody is thanked. Giver and receiver see it, and others once its receiver has accepted it and said who; no role does."""

    state = column("Where it stands.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    receiver = to_one(Employee, "employee_id", "Who is recognised.")
    author = to_one(Employee, "author_id", "Who recognises them.")
    for_unit = to_one(OrgUnit, "for_unit_id", "The unit in whose name its leader gave it; null if they gave it in their own.")
    side = column("From where it was given, as posts and lines had it on that day.")
    kind = column("What it is for.")
    reason = column("Why, in the giver's words.")
    result = to_one(
        PlannedResult, "result_id", "The planned result behind it, newest revision; null if there is none, or you may not see it."
    )
    indicator = to_one(Indicator, "indicator_id", "The indicator whose target was reached, newest revision; null in the same way.")
    appraisal = to_one(Appraisal, "appraisal_id", "The appraisal in which its figure stood; null in the same way.")
    given_at = column("When it was given.")
    visibility = column("Who sees it beside giver and receiver; null until the receiver has accepted it.")
    available_actions: list[AvailableRecognitionAction] = computed(
        _available, "Every action, whether you may do it now, and what stands against it.", needs=("id",), reads=2
    )
    history = subject_history(". Whoever may read it sees it, and no role besides.")


@filters
class RecognitionFilter:
    """Which recognitions; all given fields must hold."""

    states: list[RecognitionState] | None = where("{state} IN :value", "In one of these states; an empty list matches nothing.")
    kinds: list[RecognitionKind] | None = where("{kind} IN :value", "For one of these; an empty list matches nothing.")
    receiver_id: strawberry.ID | None = where("{a}.employee_id = :value", "Of this employee.", id_of="emp")
    author_id: strawberry.ID | None = where("{a}.author_id = :value", "Given by this employee.", id_of="emp")
    unit_id: strawberry.ID | None = where(under("{a}.unit_id"), "Of people of this unit or of one under it, as of then.", id_of="unt")
    waiting_for_me: bool | None = where(
        "(CASE WHEN {state} = 'GIVEN' AND {a}.employee_id = :acc_me THEN 1 ELSE 0 END = 1) = :value", "Whether it is yours to accept."
    )


RECOGNITION_ORDERS = Orders(
    "RecognitionOrder",
    "Orders of recognitions.",
    Order("GIVEN_DESC", "As they were given, the latest first.", (Key("id", True),)),
    Order("GIVEN_ASC", "As they were given.", ()),
)


@strawberry.type
class RecognitionQueries:
    """The root field of recognition."""

    recognitions = connection(
        Stored,
        "Recognitions that you gave or received, and those whose receivers let you see them.",
        RECOGNITION_ORDERS,
        filters=filter_set(RecognitionFilter),
    )
    reached_targets: ReachedTargets | None = computed(
        reached,
        "Who reached all targets of a cycle, by the figures of appraisals that you may see, from `SUBMITTED` on, without your own.",
        arguments=(CYCLE, UNIT, FIRST, AFTER),
        reads=5 * PAGE_ROWS,
    )
