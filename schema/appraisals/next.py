"""What comes next for an appraisal, and whose turn that is."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.vocabulary import AppraisalAction, Relation
from schema.context import Context
from schema.reads.cohort import given
from schema.reads.declare import value
from schema.reads.readfield import plain
from schema.refusals import WhoCan
from schema.words import label
from workflows.appraisal import APPRAISAL

# Who stands in each relation, by the value of the appraisal's row that holds the employee.
_STANDING = {
    Relation.EMPLOYEE: "employee_id",
    Relation.APPRAISER: "appraiser_in_force",
    Relation.APPROVER: "approver_in_force",
}

NEEDS = ("state", "route_in_force", "voided_at", *_STANDING.values())
"""The values of an appraisal's row from which ``next_actions`` answers."""


@value
class NextAction:
    """A move by which an appraisal goes on towards its approval."""

    action: AppraisalAction = plain("The action.")
    label: str = plain("What a button says, in your language.")
    by: WhoCan = plain("Whose turn it is; `employee` is null when nobody stands there.")


async def next_actions(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[NextAction]]:
    """Tell how appraisals go on by the table; nothing follows an approval or a voiding."""
    steps = [() if row["voided_at"] is not None else APPRAISAL.onward(row["state"], row["route_in_force"]) for row in rows]
    who = iter(
        given(
            WhoCan,
            context,
            (
                {"relation": step.who, "role": None, "employee_id": row[_STANDING[Relation(step.who)]]}
                for row, onward in zip(rows, steps, strict=True)
                for step in onward
            ),
        )
    )
    return [
        [
            NextAction(action=action, label=label(action, context.locale), by=next(who))
            for action in (AppraisalAction(step.action.value) for step in onward)
        ]
        for onward in steps
    ]
