"""The filters and orders of feedback, of requests for it, and of coaching sessions."""

from datetime import date

import strawberry

from models.vocabulary import BehaviourValue, CoachingState, FeedbackNoteState, FeedbackRequestState, FeedbackSide
from schema.reads.declare import Orders, filters, where
from schema.reads.fields import Key, Order


@filters
class FeedbackNoteFilter:
    """Which feedback; all given fields must hold."""

    states: list[FeedbackNoteState] | None = where("{state} IN :value", "In one of these states; an empty list matches nothing.")
    receiver_id: strawberry.ID | None = where("{a}.employee_id = :value", "Received by this employee.", id_of="emp")
    author_id: strawberry.ID | None = where("{a}.author_id = :value", "Given by this employee.", id_of="emp")
    sides: list[FeedbackSide] | None = where("{side} IN :value", "Given from one of these sides; an empty list matches nothing.")
    value: BehaviourValue | None = where("{a}.value = :value", "About this behaviour value.")
    request_id: strawberry.ID | None = where("{a}.request_id = :value", "Which answers this request.", id_of="fbr")
    since: date | None = where("{given_on} >= :value", "Given on this day or later.")
    until: date | None = where("{given_on} < :value", "Given before this day.")
    waiting_for_me: bool | None = where(
        "(CASE WHEN {state} = 'GIVEN' AND {a}.employee_id = :acc_me THEN 1 ELSE 0 END = 1) = :value", "Whether it is yours to acknowledge."
    )


FEEDBACK_NOTE_ORDERS = Orders(
    "FeedbackNoteOrder",
    "Orders of feedback.",
    Order("GIVEN_DESC", "As it was given, the latest first.", (Key("given_at", True),)),
    Order("GIVEN_ASC", "As it was given.", (Key("given_at"),)),
)


@filters
class FeedbackRequestFilter:
    """Which requests; all given fields must hold."""

    states: list[FeedbackRequestState] | None = where("{state} IN :value", "In one of these states; an empty list matches nothing.")
    requester_id: strawberry.ID | None = where("{a}.employee_id = :value", "Asked by this employee.", id_of="emp")
    asked_id: strawberry.ID | None = where("{a}.author_id = :value", "Asked of this employee.", id_of="emp")
    waiting_for_me: bool | None = where(
        "(CASE WHEN {state} = 'OPEN' AND {a}.author_id = :acc_me THEN 1 ELSE 0 END = 1) = :value", "Whether it is yours to answer."
    )


FEEDBACK_REQUEST_ORDERS = Orders(
    "FeedbackRequestOrder",
    "Orders of requests for feedback.",
    Order("ASKED_DESC", "As they were asked, the latest first.", (Key("id", True),)),
    Order("ASKED_ASC", "As they were asked.", ()),
)

_OPEN_AGREEMENT = (
    "EXISTS (SELECT 1 FROM coaching_agreement f_g WHERE f_g.agency_id = {a}.agency_id AND f_g.session_id = {a}.id AND f_g.outcome = 'OPEN'"
)


@filters
class CoachingSessionFilter:
    """Which coaching sessions; all given fields must hold."""

    states: list[CoachingState] | None = where("{state} IN :value", "In one of these states; an empty list matches nothing.")
    employee_id: strawberry.ID | None = where("{a}.employee_id = :value", "With this employee.", id_of="emp")
    coach_id: strawberry.ID | None = where("{a}.author_id = :value", "Recorded by this coach.", id_of="emp")
    since: date | None = where("{held_on} >= :value", "Held on this day or later.")
    until: date | None = where("{held_on} < :value", "Held before this day.")
    due_before: date | None = where(
        f"{_OPEN_AGREEMENT} AND f_g.due_on < :value)", "With an agreement that was due before this day and is still open."
    )
    waiting_for_me: bool | None = where(
        "(CASE WHEN {state} = 'RECORDED' AND {a}.employee_id = :acc_me THEN 1 ELSE 0 END = 1) = :value", "Whether it is yours to confirm."
    )


COACHING_SESSION_ORDERS = Orders(
    "CoachingSessionOrder",
    "Orders of coaching sessions.",
    Order("HELD_DESC", "By the day on which they were held, the latest first.", (Key("held_on", True),)),
    Order("HELD_ASC", "By the day on which they were held.", (Key("held_on"),)),
)
