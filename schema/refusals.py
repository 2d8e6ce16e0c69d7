"""Refusals and reasons as published: codes that never change with the language, and sentences that do."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from models.people import Employee
from models.vocabulary import ReasonCode, Relation, Role
from schema.context import Context
from schema.reads.cohort import given
from schema.reads.declare import plain, record, to_one
from workflows import refusals
from workflows.messages import message


@record(None)
class WhoCan:
    """Somebody who could do it instead."""

    relation: Relation | None = plain("What they are to the record; null where a role is meant.")
    role: Role | None = plain("The role that is needed; null where a relation is meant.")
    employee = to_one(Employee, "employee_id", "Who stands there now; null if nobody does, or many hold the role.")


@record(None)
class Reason:
    """One reason behind a refusal."""

    code: ReasonCode = plain("The reason's code.")
    message: str = plain("The reason as a sentence in your language.")
    path: str | None = plain("The input or the part that it is about, by its public path; null where it is about the whole.")
    how_to_fix: str = plain("What to do next, in your language.")
    who_can: list[WhoCan] = plain("Who could do it instead; empty where somebody else wouldn't help.")


def reasons_of(context: Context, lists: Sequence[Iterable[refusals.Reason]]) -> list[list[Reason]]:
    """Show lists of reasons in the request's language; all their people are one cohort, read together."""
    held = [list(reasons) for reasons in lists]
    everybody = (who for reasons in held for reason in reasons for who in reason.who_can)
    people = iter(
        given(WhoCan, context, ({"relation": who.relation, "role": who.role, "employee_id": who.employee_id} for who in everybody))
    )
    shown = iter(given(Reason, context, (_told(reason, context.locale, people) for reasons in held for reason in reasons)))
    return [[next(shown) for _ in reasons] for reasons in held]


def _told(reason: refusals.Reason, locale: str, people: Iterator[WhoCan]) -> dict[str, Any]:
    key = f"reason.{reason.code.value}"
    return {
        "code": reason.code,
        "message": message(key, locale, reason.params),
        "path": reason.path,
        "how_to_fix": message(f"{key}.fix", locale, reason.params),
        "who_can": [next(people) for _ in reason.who_can],
    }
