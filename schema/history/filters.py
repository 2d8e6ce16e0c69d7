"""The filter and the orders of history."""

from datetime import datetime

import strawberry

from models.vocabulary import EventAction, SubjectType
from schema.history.guarded import GUARDED, OF_THE_WRITER
from schema.people.filters import under
from schema.reads.declare import Orders, filters, where
from schema.reads.fields import Key, Order
from workflows.access import FieldPolicy
from workflows.actions import daily_activity_record, evidence_record
from workflows.actions.line_proposal_record import PREFIX
from workflows.actions.plan_dialogues import PREFIX as DIALOGUE_PREFIX
from workflows.actions.template_record import ActivityTemplateRecord, PlanTemplateRecord

PREFIXES = {
    SubjectType.AGENCY: "agy",
    SubjectType.UNIT: "unt",
    SubjectType.POSITION: "pos",
    SubjectType.PERSON: "per",
    SubjectType.EMPLOYEE: "emp",
    SubjectType.CYCLE: "cyc",
    SubjectType.IMPORT: "imp",
    SubjectType.PLAN: "pln",
    SubjectType.APPRAISAL: "apr",
    SubjectType.LINE_PROPOSAL: PREFIX,
    SubjectType.GUIDANCE: "gde",
    SubjectType.DAILY_ACTIVITY: daily_activity_record.PREFIX,
    SubjectType.DIALOGUE: DIALOGUE_PREFIX,
    SubjectType.FEEDBACK_NOTE: "fbk",
    SubjectType.FEEDBACK_REQUEST: "fbr",
    SubjectType.COACHING_SESSION: "cch",
    SubjectType.EVIDENCE: evidence_record.PREFIX,
    SubjectType.TRAINING: "trn",
    SubjectType.TRAINING_NEED: "tnd",
    SubjectType.ENROLMENT: "enr",
    SubjectType.TRAINING_OPINION: "top",
    SubjectType.RECOGNITION: "rcg",
    SubjectType.PLAN_TEMPLATE: PlanTemplateRecord.prefix,
    SubjectType.ACTIVITY_TEMPLATE: ActivityTemplateRecord.prefix,
}
"""What the ids of each kind of subject begin with."""

_PREFIX = " ".join(f"WHEN '{kind.value}' THEN '{prefix}'" for kind, prefix in PREFIXES.items())


def _named(policy: FieldPolicy) -> str:
    return ", ".join(f"'{name}'" for name in GUARDED[policy])


def _written(kind: SubjectType) -> str:
    names = ", ".join(f"'{name}'" for name in OF_THE_WRITER[kind])
    return f"({{a}}.subject_type = '{kind.value}' AND :value IN ({names}))"


_CHANGED = (
    f"CASE WHEN ({' OR '.join(map(_written, OF_THE_WRITER))}) AND NOT COALESCE({{a}}.actor_id = :acc_me, FALSE) THEN NULL"
    f" WHEN :value IN ({_named(FieldPolicy.RATING)}) THEN {{changed_with_ratings}}"
    f" WHEN :value IN ({_named(FieldPolicy.SELF_APPRAISAL)}) THEN {{changed_with_self_appraisal}} ELSE {{a}}.changed_fields END"
)


@filters
class HistoryFilter:
    """Which events; all given fields must hold. What is hidden from you doesn't match."""

    subject: strawberry.ID | None = where(
        f"{{a}}.subject_id = :value AND CASE {{a}}.subject_type {_PREFIX} END = :prefix",
        "About this record.",
        id_of=tuple(PREFIXES.values()),
    )
    subject_type: SubjectType | None = where("{a}.subject_type = :value", "About records of this kind.")
    actor: strawberry.ID | None = where("{a}.actor_id = :value", "Done by this employee.", id_of="emp")
    unit: strawberry.ID | None = where(
        under("{a}.unit_id"), "About what belonged to this unit or to one that stands under it today.", id_of="unt"
    )
    action: EventAction | None = where("{a}.action = :value", "By this action.")
    from_state: str | None = where("{a}.from_state = :value", "Out of this state.")
    to_state: str | None = where("{a}.to_state = :value", "Into this state.")
    field: str | None = where(
        f"REPLACE({_CHANGED}, '|' || :value || '|', '') <> {{a}}.changed_fields",
        "Where this field changed, by its public name, e.g. `resultRating` or `realisations`.",
    )
    since: datetime | None = where("{a}.at >= :value", "At this moment or later.")
    until: datetime | None = where("{a}.at < :value", "Before this moment.")
    refused: bool | None = where("({a}.refused = 1) = :value", "Only refused attempts, or only what was done; both if not given.")
    request_id: str | None = where("{a}.request_id = :value", "By the request with this id.")


HISTORY_ORDERS = Orders(
    "HistoryOrder",
    "Orders of history.",
    Order("AT_ASC", "By the moment of recording, the oldest first.", (Key("at"),)),
    Order("AT_DESC", "By the moment of recording, the latest first.", (Key("at", True),)),
    Order("VERSION_ASC", "By the subject's version: the order of events within one subject.", (Key("version"),)),
    Order("VERSION_DESC", "By the subject's version, the latest first.", (Key("version", True),)),
)
