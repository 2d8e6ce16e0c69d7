"""The commands on daily activities."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import strawberry

from models.limits import BULK_ROWS
from models.vocabulary import ActivityAction
from schema.activities.inputs import (
    AnswerActivitiesInput,
    AnswerActivityInput,
    RecordActivitiesInput,
    RecordActivityInput,
    ReplyToActivityInput,
    WithdrawActivityInput,
    draft_of,
    drafts_of,
)
from schema.commands import bulk, command, given, key_for, label, subject, who_may
from schema.context import Context
from schema.payloads import DailyActivitiesPayload, DailyActivityPayload, payloads
from workflows.actions.daily_activities import Item, record_activities
from workflows.actions.daily_activity_record import PREFIX, DailyActivityRecord
from workflows.calendar import load_calendar
from workflows.commands import Outcome
from workflows.daily_activity import DAILY_ACTIVITY, ActivityInputs
from workflows.engine import Command, advance
from workflows.refusals import Refusal

_ID = "daily_activity_id"
Told = tuple[UUID | None, Outcome[Any]]


async def _recorded(context: Context, items: Sequence[Item | Refusal]) -> list[Told]:
    """Record what could be read; what couldn't keeps its place with its refusal."""
    readable = [one for one in items if not isinstance(one, Refusal)]
    outcomes: Iterator[Outcome[UUID]] = iter(await record_activities(context.database, context.actor, readable) if readable else [])
    told: list[Told] = []
    for one in items:
        outcome: Outcome[UUID] = Outcome(refusal=one) if isinstance(one, Refusal) else next(outcomes)
        told.append((outcome.value, outcome))
    return told


async def _record(context: Context, field_name: str, asked: RecordActivityInput) -> DailyActivityPayload:
    item = (draft_of(asked, "input"), key_for(field_name, asked.idempotency_key, asked))
    return payloads(context, DailyActivityPayload, _ID, await _recorded(context, [item]))[0]


async def _record_many(context: Context, field_name: str, asked: RecordActivitiesInput) -> DailyActivitiesPayload:
    told = await _recorded(context, drafts_of(field_name, asked))
    return DailyActivitiesPayload(results=payloads(context, DailyActivityPayload, _ID, told))


async def _moved(context: Context, moves: Sequence[Command[ActivityInputs] | Refusal]) -> list[Told]:
    calendar = await context.database.read(lambda conn: load_calendar(conn, context.actor.agency_id))
    record = DailyActivityRecord(calendar)
    told: list[Told] = []
    for move in moves:
        if isinstance(move, Refusal):
            told.append((None, Outcome(refusal=move)))
        else:
            told.append((move.id, await advance(record, context.database, context.actor, move)))
    return told


async def _one(context: Context, field_name: str, asked: Any, action: ActivityAction, inputs: ActivityInputs) -> DailyActivityPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    move = Command(subject(asked.id, PREFIX), action, asked.expected_version, inputs, key, asked.dry_run)
    return payloads(context, DailyActivityPayload, _ID, await _moved(context, [move]))[0]


async def _answer(context: Context, field_name: str, asked: AnswerActivityInput) -> DailyActivityPayload:
    return await _one(context, field_name, asked, ActivityAction(asked.answer.value), ActivityInputs(given(asked.text)))


async def _answer_many(context: Context, field_name: str, asked: AnswerActivitiesInput) -> DailyActivitiesPayload:
    action, inputs = ActivityAction(asked.answer.value), ActivityInputs(given(asked.text))

    def read(one: Any, path: str) -> Command[ActivityInputs]:
        target = subject(one.id, PREFIX, f"{path}.id")
        # What is answered belongs to each item's command: the same key with another answer is another command.
        said = {"item": {"id": one.id, "expectedVersion": one.expected_version}, "answer": action.value, "text": inputs.text}
        return Command(
            target, action, one.expected_version, inputs, key_for(field_name, asked.idempotency_key, said, target), asked.dry_run
        )

    told = await _moved(context, bulk(asked.items, read))
    return DailyActivitiesPayload(results=payloads(context, DailyActivityPayload, _ID, told))


async def _reply(context: Context, field_name: str, asked: ReplyToActivityInput) -> DailyActivityPayload:
    return await _one(context, field_name, asked, ActivityAction.REPLY, ActivityInputs(asked.text))


async def _withdraw(context: Context, field_name: str, asked: WithdrawActivityInput) -> DailyActivityPayload:
    return await _one(context, field_name, asked, ActivityAction.WITHDRAW, ActivityInputs(reason=given(asked.reason)))


_EACH = f"at most {BULK_ROWS}, an outcome each, in the order given; one that is refused stops none of the others."


@strawberry.type
class ActivityMutations:
    """The commands on daily activities."""

    record_activity = command(
        RecordActivityInput,
        DailyActivityPayload,
        _record,
        "Reports a day's activity, under an id that you make: sent again with the same content it is there once, and"
        f" `replayed`. With `expectedVersion` it edits what is there, all of it, until it is answered."
        f" {who_may(DAILY_ACTIVITY, ActivityAction.EDIT)}",
    )
    record_activities = command(
        RecordActivitiesInput, DailyActivitiesPayload, _record_many, f"`recordActivity` for many, in one transaction: {_EACH}"
    )
    answer_activity = command(
        AnswerActivityInput,
        DailyActivityPayload,
        _answer,
        f"{label(ActivityAction.ACKNOWLEDGE)}, {label(ActivityAction.PRAISE)}, {label(ActivityAction.ASK)} or"
        f" {label(ActivityAction.RETURN)}. A question opens a short thread; a return asks for mending. Never one's own."
        f" {who_may(DAILY_ACTIVITY, ActivityAction.ACKNOWLEDGE)}",
    )
    answer_activities = command(
        AnswerActivitiesInput,
        DailyActivitiesPayload,
        _answer_many,
        f"`answerActivity` for many alike, each in a transaction of its own: {_EACH}",
    )
    reply_to_activity = command(
        ReplyToActivityInput,
        DailyActivityPayload,
        _reply,
        f"{label(ActivityAction.REPLY)}: to a question; it waits for the superior again. {who_may(DAILY_ACTIVITY, ActivityAction.REPLY)}",
    )
    withdraw_activity = command(
        WithdrawActivityInput,
        DailyActivityPayload,
        _withdraw,
        f"{label(ActivityAction.WITHDRAW)}: it stays readable and counts no more. {who_may(DAILY_ACTIVITY, ActivityAction.WITHDRAW)}",
    )
