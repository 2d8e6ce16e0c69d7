"""Reporting lines with their explanation."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from models.people import Assignment, Employee, OrgUnit, Position
from models.people import ReportingLine as StoredLine
from models.vocabulary import LinePart, LineStep
from schema.context import Context
from schema.people.types import PRECEDENCE
from schema.reads.cohort import given
from schema.reads.declare import column, computed, record, to_one
from schema.reads.fields import Like, Value
from schema.reads.readfield import plain
from schema.words import label

_ASSIGNED = "(SELECT {what} FROM assignment v_w WHERE v_w.agency_id = {{a}}.agency_id AND v_w.id = {{a}}.assignment_id)"


@record(None)
class LineReason:
    """One step of the explanation of a reporting line: what was found, for which part, and where."""

    part: LinePart = plain("For which part of the line.")
    step: LineStep = plain("What was found.")
    message: str = plain("The step as a sentence in your language.")
    unit = to_one(OrgUnit, "unit_id", "The unit it was found in.")
    position = to_one(Position, "position_id", "The post it was found at.")
    assignment = to_one(Assignment, "assignment_id", "The assignment by which somebody holds that post.")
    employee = to_one(Employee, "employee_id", "The person found.")


async def explain(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[LineReason]]:
    """Open the stored explanations of lines; all their reasons are one cohort."""
    told = [json.loads(row["because"]) for row in rows]
    steps = given(LineReason, context, (_step(one, context.locale) for because in told for one in because))
    taken = iter(steps)
    return [[next(taken) for _ in because] for because in told]


def _step(one: Mapping[str, Any], locale: str) -> dict[str, Any]:
    step = LineStep(one["step"])
    keys = ("unit_id", "position_id", "assignment_id", "employee_id")
    ids = {key: None if one.get(key) is None else UUID(one[key]) for key in keys}
    return {"part": LinePart(one["part"]), "step": step, "message": label(step, locale), **ids}


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
