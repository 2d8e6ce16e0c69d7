"""Refusals and reasons as published: codes that never change with the language, and sentences that do."""

from datetime import datetime

from models.people import Employee
from models.vocabulary import EventAction, ReasonCode, RefusalCode, Relation, Role
from schema.context import Context
from schema.reads.cohort import Cohort
from schema.reads.declare import record, to_one
from schema.reads.readfield import plain
from schema.reads.registry import of_class
from workflows import refusals
from workflows.messages import message


@record(None)
class WhoCan:
    """Somebody who can do something, by what they are to the record or by a role."""

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


@record(None)
class Refusal:
    """Why a command changed nothing. What was current is told where you may see the record."""

    code: RefusalCode = plain("The refusal's code.")
    message: str = plain("The refusal as a sentence in your language.")
    reasons: list[Reason] = plain("Every reason behind it.")
    current_state: str | None = plain("The state in which the record is.")
    current_version: int | None = plain("The version that the record has.")
    changed_by = to_one(Employee, "changed_by", "Who made the change that your version lacks.")
    changed_at: datetime | None = plain("When that change was made.")
    changed_action: EventAction | None = plain("What that change was.")
    possible_actions: list[str] = plain(
        "The actions that are yours to take in the record's state; told with `ILLEGAL_TRANSITION`, else empty."
    )


class Teller:
    """Shows refusals and reasons in a request's language; the people in all that one teller showed are read together."""

    def __init__(self, context: Context) -> None:
        self._locale = context.locale
        self._refusals = Cohort(context, of_class(Refusal))
        self._reasons = Cohort(context, of_class(Reason))
        self._people = Cohort(context, of_class(WhoCan))

    def reason(self, reason: refusals.Reason) -> Reason:
        """Show one reason."""
        key = f"reason.{reason.code.value}"
        shown: Reason = self._reasons.add(
            {
                "code": reason.code,
                "message": message(key, self._locale, reason.params),
                "path": reason.path,
                "how_to_fix": message(f"{key}.fix", self._locale, reason.params),
                "who_can": [
                    self._people.add({"relation": one.relation, "role": one.role, "employee_id": one.employee_id}) for one in reason.who_can
                ],
            }
        )
        return shown

    def refusal(self, refusal: refusals.Refusal) -> Refusal:
        """Show a refusal with its reasons."""
        shown: Refusal = self._refusals.add(
            {
                "code": refusal.code,
                "message": message(f"refusal.{refusal.code.value}", self._locale),
                "reasons": [self.reason(one) for one in refusal.reasons],
                "current_state": refusal.current_state,
                "current_version": refusal.current_version,
                "changed_by": refusal.changed_by,
                "changed_at": refusal.changed_at,
                "changed_action": refusal.changed_action,
                "possible_actions": list(refusal.possible_actions),
            }
        )
        return shown
