"""What the commands on daily activities take."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid5

import strawberry

from models import limits
from models.vocabulary import ActivityAnswer
from schema.commands import Keyed, Transition, bulk, given, key_for, made_subject, optional_field, optional_subject, text_field
from workflows.actions.activity_content import ActivityDraft
from workflows.actions.daily_activities import Item
from workflows.actions.daily_activity_record import PREFIX
from workflows.refusals import Refusal


@strawberry.input(description="A day's activity, whole: what isn't given is empty, in an edit too.")
class ActivityItem:
    """What is reported of one activity."""

    id: strawberry.ID = strawberry.field(
        description=f"Made by you: `{PREFIX}_` and a UUID of version 4 or 7. Sent again with the same content it is there once."
    )
    day: date = strawberry.field(description="The day on which it was done, in the agency's zone; today or earlier.")
    text: str | None = text_field("What was done; required unless a template fills it in.", limits.ACTIVITY_CHARS)
    minutes: int | None = optional_field(f"How many minutes it took, from 1 to {limits.ACTIVITY_MINUTES}.")
    result_id: strawberry.ID | None = optional_field("The planned result that it serves, from a plan of yours that covers the day.")
    indicator_id: strawberry.ID | None = optional_field("The indicator towards which it counts; it tells the result too.")
    quantity: Decimal | None = optional_field(
        "How much it adds to the indicator, in the indicator's unit of measure. Below zero it takes back what was counted too much before."
    )
    place: str | None = text_field("Where it was done.", limits.NAME_CHARS)
    written_at: datetime | None = optional_field(
        "The moment at which it was written on your device. It decides whether it is late, so that nobody is late for want of a signal; it"
        " is kept beside the moment at which it reached the system, and can't be later than that."
    )
    template_id: strawberry.ID | None = optional_field(
        "A template of yours (`atp_…`) that fills in what you leave out: text, minutes, place, and the result and indicator if a plan of"
        " yours has them for the day. What it filled in stays as it is when the template changes."
    )
    expected_version: int | None = optional_field(
        "The version that you mean to edit; where nothing is there yet under the id, it is recorded as new, version 1. Without it, other"
        " content under an id that is there already is a `CONFLICT`."
    )


@strawberry.input(description="Reports a day's activity, or edits one that isn't answered.")
class RecordActivityInput(ActivityItem, Keyed):
    """The input of ``recordActivity``."""


@strawberry.input(description="Reports many activities.")
class RecordActivitiesInput(Keyed):
    """The input of ``recordActivities``."""

    items: list[ActivityItem] = strawberry.field(description=f"The activities; at most {limits.BULK_ROWS}.")


@strawberry.input(description="Names one of many daily activities.")
class ActivityToAnswer:
    """An item of a bulk answer."""

    id: strawberry.ID = strawberry.field(description="The activity's id.")
    expected_version: int = strawberry.field(description="The version that you know; if it has moved on since, the answer is `STALE`.")


_TEXT = f"What you say with it; required to ask, and of at least {limits.REASON_MIN_CHARS} characters to return."
_DRY_RUN = "Only tell what would happen, in `preview`: nothing is written, and the idempotency key is ignored."


@strawberry.input(description="Answers a daily activity.")
class AnswerActivityInput(ActivityToAnswer, Keyed):
    """The input of ``answerActivity``."""

    answer: ActivityAnswer = strawberry.field(description="What you answer.")
    text: str | None = text_field(_TEXT, limits.ACTIVITY_CHARS)
    dry_run: bool = strawberry.field(default=False, description=_DRY_RUN)


@strawberry.input(description="Answers many daily activities alike.")
class AnswerActivitiesInput(Keyed):
    """The input of ``answerActivities``."""

    items: list[ActivityToAnswer] = strawberry.field(description=f"The activities; at most {limits.BULK_ROWS}.")
    answer: ActivityAnswer = strawberry.field(description="What you answer to each.")
    text: str | None = text_field(_TEXT, limits.ACTIVITY_CHARS)
    dry_run: bool = strawberry.field(default=False, description=_DRY_RUN)


@strawberry.input(description="Replies to a question about a daily activity.")
class ReplyToActivityInput(ActivityToAnswer, Keyed):
    """The input of ``replyToActivity``."""

    text: str = strawberry.field(description=f"What you reply. At most {limits.ACTIVITY_CHARS} characters.")
    dry_run: bool = strawberry.field(default=False, description=_DRY_RUN)


@strawberry.input(description="Takes back a daily activity that isn't answered.")
class WithdrawActivityInput(Transition):
    """The input of ``withdrawActivity``."""


def draft_of(one: ActivityItem, path: str) -> ActivityDraft:
    """Read one activity; raises ``RequestError`` with BAD_ID for an id that is none."""
    return ActivityDraft(
        id=made_subject(one.id, PREFIX, f"{path}.id"),
        day=one.day,
        text=given(one.text),
        minutes=given(one.minutes),
        result_id=optional_subject(given(one.result_id), "res", f"{path}.resultId"),
        indicator_id=optional_subject(given(one.indicator_id), "ind", f"{path}.indicatorId"),
        quantity=given(one.quantity),
        place=given(one.place),
        written_at=given(one.written_at),
        expected_version=given(one.expected_version),
        template_id=optional_subject(given(one.template_id), "atp", f"{path}.templateId"),
        path=path,
    )


def drafts_of(field_name: str, asked: RecordActivitiesInput) -> Sequence[Item | Refusal]:
    """Read many activities, each with the key of its own that it has under the request's.

    A phone's queue may hold a report and its edits, which are of one id: each version that is edited has a key of its own.
    """

    def read(one: ActivityItem, path: str) -> Item:
        draft = draft_of(one, path)
        item = draft.id if draft.expected_version is None else uuid5(draft.id, str(draft.expected_version))
        return draft, key_for(field_name, asked.idempotency_key, one, item)

    return bulk(asked.items, read)
