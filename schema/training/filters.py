"""The filters and orders of trainings, needs, enrolments and opinions."""

from datetime import date

import strawberry

from models.vocabulary import (
    Attendance,
    EnrolmentState,
    NeedSource,
    TrainingKind,
    TrainingNeedState,
    TrainingState,
    TrainingSubject,
)
from schema.people.filters import under
from schema.reads.declare import Orders, filters, where
from schema.reads.fields import Key, Order
from workflows.actions.training_records import CONFIRMED
from workflows.standing import TODAY

_STATES = "In one of these states; an empty list matches nothing."
_SUBJECTS = "On one of these subjects; an empty list matches nothing."


@filters
class TrainingFilter:
    """Which trainings; all given fields must hold."""

    states: list[TrainingState] | None = where("{state} IN :value", _STATES)
    kinds: list[TrainingKind] | None = where("{kind} IN :value", "Of one of these kinds; an empty list matches nothing.")
    subjects: list[TrainingSubject] | None = where("{subject} IN :value", _SUBJECTS)
    title: str | None = where("lower({title}) LIKE :value ESCAPE '\\'", "A part of the title, in any case.", pattern=True)
    unit_id: strawberry.ID | None = where(under("{a}.unit_id"), "Given by this unit or by one under it.", id_of="unt")
    since: date | None = where("{last_on} >= :value", "Whose last day is this one or later.")
    until: date | None = where("{starts_on} < :value", "Whose first day is before this one.")
    with_room: bool | None = where(f"({CONFIRMED.replace('{t}', '{a}')} < {{a}}.capacity) = :value", "Whether there is room for one more.")


TRAINING_ORDERS = Orders(
    "TrainingOrder",
    "Orders of trainings.",
    Order("STARTS_ASC", "By their first day.", (Key("starts_on"),)),
    Order("STARTS_DESC", "By their first day, the latest first.", (Key("starts_on", True),)),
)

_OF_RESULT = (
    "EXISTS (SELECT 1 FROM planned_result f_r JOIN indicator f_i ON f_i.agency_id = f_r.agency_id AND f_i.result_id = f_r.id"
    " WHERE f_r.agency_id = {a}.agency_id AND f_i.lineage_id = {a}.indicator_lineage_id AND f_r.lineage_id ="
    " (SELECT f_o.lineage_id FROM planned_result f_o WHERE f_o.agency_id = {a}.agency_id AND f_o.id = :value))"
)


@filters
class TrainingNeedFilter:
    """Which training needs; all given fields must hold."""

    states: list[TrainingNeedState] | None = where("{state} IN :value", _STATES)
    subjects: list[TrainingSubject] | None = where("{subject} IN :value", _SUBJECTS)
    sources: list[NeedSource] | None = where("{source} IN :value", "From one of these sources; an empty list matches nothing.")
    employee_id: strawberry.ID | None = where("{a}.employee_id = :value", "Of this employee.", id_of="emp")
    unit_id: strawberry.ID | None = where(under("{a}.unit_id"), "Of people of this unit or of one under it, as of then.", id_of="unt")
    result_id: strawberry.ID | None = where(_OF_RESULT, "From an indicator of this planned result, in any of its revisions.", id_of="res")


TRAINING_NEED_ORDERS = Orders(
    "TrainingNeedOrder",
    "Orders of training needs.",
    Order("STATED_DESC", "As they were stated, the latest first.", (Key("id", True),)),
    Order("STATED_ASC", "As they were stated.", ()),
    Order("SUBJECT", "By subject, in its own order of names.", (Key("subject"),)),
)

_KEEPS = (
    "EXISTS (SELECT 1 FROM training f_t JOIN unit_closure f_c ON f_c.agency_id = f_t.agency_id AND f_c.descendant_id = f_t.unit_id"
    " JOIN unit_leadership f_l ON f_l.agency_id = f_c.agency_id AND f_l.unit_id = f_c.ancestor_id"
    " JOIN assignment f_s ON f_s.agency_id = f_l.agency_id AND f_s.position_id = f_l.position_id"
    " WHERE f_t.agency_id = {a}.agency_id AND f_t.id = {a}.training_id AND f_s.employee_id = :acc_me AND f_s.recorded_to IS NULL"
    f" AND {TODAY.format(l='f_c')} AND {TODAY.format(l='f_l')} AND {TODAY.format(l='f_s')})"
    " OR EXISTS (SELECT 1 FROM training f_t JOIN role_grant f_g ON f_g.agency_id = f_t.agency_id WHERE f_t.agency_id = {a}.agency_id"
    " AND f_t.id = {a}.training_id AND f_g.employee_id = :acc_me AND f_g.role = 'AGENCY_ADMIN' AND f_g.recorded_to IS NULL"
    f" AND {TODAY.format(l='f_g')} AND (f_g.unit_id IS NULL OR f_t.unit_id IN (SELECT f_d.descendant_id FROM unit_closure f_d"
    f" WHERE f_d.agency_id = f_t.agency_id AND f_d.ancestor_id = f_g.unit_id AND {TODAY.format(l='f_d')})))"
)


@filters
class EnrolmentFilter:
    """Which enrolments; all given fields must hold."""

    states: list[EnrolmentState] | None = where("{state} IN :value", _STATES)
    training_id: strawberry.ID | None = where("{a}.training_id = :value", "In this training.", id_of="trn")
    employee_id: strawberry.ID | None = where("{a}.employee_id = :value", "Of this employee.", id_of="emp")
    need_id: strawberry.ID | None = where("{a}.need_id = :value", "Which answers this need.", id_of="tnd")
    attendance: Attendance | None = where("{a}.attendance = :value", "Whose participant was present, or absent.")
    waiting_for_me: bool | None = where(
        f"(CASE WHEN {{state}} = 'REQUESTED' AND {{a}}.employee_id <> :acc_me AND ({_KEEPS}) THEN 1 ELSE 0 END = 1) = :value",
        "Whether it is yours to confirm or decline, as keeper of the training.",
    )


ENROLMENT_ORDERS = Orders(
    "EnrolmentOrder",
    "Orders of enrolments.",
    Order("REQUESTED_ASC", "As they were asked for.", ()),
    Order("REQUESTED_DESC", "As they were asked for, the latest first.", (Key("id", True),)),
)


@filters
class TrainingOpinionFilter:
    """Which opinions; all given fields must hold."""

    training_id: strawberry.ID | None = where("{a}.training_id = :value", "Of this training.", id_of="trn")
    employee_id: strawberry.ID | None = where("{a}.employee_id = :value", "By this participant.", id_of="emp")
    usefulness: list[int] | None = where("{usefulness} IN :value", "With one of these figures; an empty list matches nothing.")


TRAINING_OPINION_ORDERS = Orders(
    "TrainingOpinionOrder",
    "Orders of opinions.",
    Order("GIVEN_DESC", "As they were given, the latest first.", (Key("id", True),)),
    Order("GIVEN_ASC", "As they were given.", ()),
)
