"""Reporting lines with their explanation."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.people import Assignment, Employee, HandSetLine, OrgUnit, Position
from models.people import ReportingLine as StoredLine
from models.vocabulary import LinePart, LineStep
from schema.context import Context
from schema.people.types import PRECEDENCE
from schema.reads.cohort import given
from schema.reads.declare import column, computed, record, to_one
from schema.reads.fields import Like, Value
from schema.reads.readfield import plain
from schema.words import label
from workflows.lines.explanation import read_because
from workflows.lines.structure import Because

_ASSIGNED = "(SELECT {what} FROM assignment v_w WHERE v_w.agency_id = {{a}}.agency_id AND v_w.id = {{a}}.assignment_id)"


@record(None)
class LineReason:
    """One step of the explanation of a reporting line: what was found, for which part, and where."""

    part: LinePart = plain("For which part of the line.")
    step: LineStep = plain("What was found.")
    message: str = plain("The step as a sentence in your language.")
    on: date | None = plain("The day that the step speaks of, such as an assignment's last one; null where it speaks of none.")
    hand_set_line = to_one(HandSetLine, "hand_set_id", "The line set by delegation that says so; null where none does.")
    unit = to_one(OrgUnit, "unit_id", "The unit it was found in.")
    position = to_one(Position, "position_id", "The post it was found at.")
    assignment = to_one(Assignment, "assignment_id", "The assignment by which somebody holds that post.")
    employee = to_one(Employee, "employee_id", "The person found.")


async def explain(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[LineReason]]:
    """Open the stored explanations of lines; all their reasons are one cohort."""
    told = [read_because(row["because"]) for row in rows]
    steps = iter(given(LineReason, context, (_step(one, context.locale) for because in told for one in because)))
    return [[next(steps) for _ in because] for because in told]


def _step(one: Because, locale: str) -> dict[str, Any]:
    return {
        "part": one.part,
        "step": one.step,
        "message": label(one.step, locale),
        "on": one.on,
        "unit_id": one.unit_id,
        "position_id": one.position_id,
        "assignment_id": one.assignment_id,
        "employee_id": one.employee_id,
        "hand_set_id": one.hand_set_id,
    }


@record(
    StoredLine,
    values=(
        Value(
            "assignment_ends",
            sql=_ASSIGNED.format(what="COALESCE(v_w.valid_to, '9999-12-31')").format(a="{a}"),
            like=Like(Assignment, "valid_to"),
        ),
        Value(
            "precedence",
            sql=_ASSIGNED.format(what=PRECEDENCE.format(s="v_w")).format(a="{a}"),
            like=Like(Employee, "version"),
        ),
    ),
)
class ReportingLine:
    """Who appraises and who approves whoever holds an assignment, for an interval of days. The parties, unit leaders and roles see it."""

    valid_from = column("The first day.")
    valid_to = column("The day after the last; null while open.")
    route = column("The approval route.")
    rule = column("The rule by which the line was found.")
    assignment = to_one(Assignment, "assignment_id", "The assignment that the line is for.")
    appraiser = to_one(Employee, "appraiser_id", "Who appraises; null when nobody stands there, `because` says why.")
    appraiser_assignment = to_one(Assignment, "appraiser_assignment_id", "The post in which they do; null for a line set by hand.")
    approver = to_one(Employee, "approver_id", "Who approves; null when nobody stands there, `because` says why.")
    approver_assignment = to_one(Assignment, "approver_assignment_id", "The post in which they do; null for a line set by hand.")
    because: list[LineReason] = computed(
        explain, "The explanation: which posts and assignments led there, step by step.", needs=("because",)
    )
