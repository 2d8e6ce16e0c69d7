"""Reporting lines with their explanation."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import strawberry

from models.people import Assignment, Employee, HandSetLine, OrgUnit, Position
from models.people import ReportingLine as StoredLine
from models.vocabulary import AssignmentKind, LineCandidate, LinePart, LineStep, PositionKind
from schema.context import Context
from schema.people.filters import under
from schema.people.types import PRECEDENCE
from schema.reads.cohort import given
from schema.reads.declare import Orders, column, computed, filters, record, to_one, where
from schema.reads.fields import USUAL_ROWS, Key, Like, Order, Value
from schema.reads.readfield import plain
from schema.words import label
from workflows.lines.explanation import read_because
from workflows.lines.gaps import GAP, NO_APPRAISER, NO_APPROVER, UNIT_OF_LINE
from workflows.lines.structure import Because
from workflows.lines.suggesting import Gap, suggest

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


@record(None)
class LineSuggestion:
    """A line that would fill the gap, as `setLine` takes it."""

    candidate: LineCandidate = plain("Why they are suggested.")
    message: str = plain("The reason as a sentence in your language.")
    appraiser = to_one(Employee, "appraiser_id", "Who would appraise.")
    approver = to_one(Employee, "approver_id", "Who would approve; null: found above the appraiser.")


async def suggestions(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[LineSuggestion]]:
    """Suggest for all lines of a level that have a gap; nothing for a whole one."""
    gaps = [Gap(row["id"], row["assignment_id"], row["employee_id"], row["appraiser_id"]) for row in rows if row["lacking"]]
    found = await context.database.read(lambda conn: suggest(conn, context.actor, gaps))
    told = [found.get(row["id"], []) for row in rows]
    shown = iter(
        given(
            LineSuggestion,
            context,
            (
                {
                    "candidate": one.candidate,
                    "message": label(one.candidate, context.locale),
                    "appraiser_id": one.appraiser_id,
                    "approver_id": one.approver_id,
                }
                for each in told
                for one in each
            ),
        )
    )
    return [[next(shown) for _ in each] for each in told]


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
        Value("lacking", sql=f"CASE WHEN {GAP} THEN 1 ELSE 0 END", like=Like(Employee, "version")),
        Value(
            "employee_name",
            sql="(SELECT v_e.name FROM employee v_e WHERE v_e.agency_id = {a}.agency_id AND v_e.id = {a}.employee_id)",
            like=Like(Employee, "name"),
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
    suggestions: list[LineSuggestion] = computed(
        suggestions,
        "Who could fill the gap, whom to ask first first: leaders on the way up, acting officers included, then who appraised before;"
        " empty for a line of today in which nobody is missing, and for other days.",
        needs=("id", "assignment_id", "employee_id", "appraiser_id", "lacking"),
        reads=USUAL_ROWS,
    )


_HELD_AS = (
    "EXISTS (SELECT 1 FROM assignment f_s JOIN position f_p ON f_p.agency_id = f_s.agency_id AND f_p.id = f_s.position_id"
    " WHERE f_s.agency_id = {{a}}.agency_id AND f_s.id = {{a}}.assignment_id AND {what} IN :value)"
)


@filters
class LineGapFilter:
    """Which lines with a gap; all given fields must hold."""

    unit_id: strawberry.ID | None = where(under(UNIT_OF_LINE), "Of posts in this unit or in one that stands under it today.", id_of="unt")
    missing: LinePart | None = where(
        f"CASE :value WHEN 'APPRAISER' THEN {NO_APPRAISER} WHEN 'APPROVER' THEN {NO_APPROVER} ELSE FALSE END",
        "Who is missing: `APPRAISER` or `APPROVER`; both if not given.",
    )
    assignment_kinds: list[AssignmentKind] | None = where(_HELD_AS.format(what="f_s.kind"), "Of posts held in one of these ways.")
    position_kinds: list[PositionKind] | None = where(_HELD_AS.format(what="f_p.kind"), "Of posts of one of these kinds.")


LINE_ORDERS = Orders(
    "ReportingLineOrder",
    "Orders of reporting lines.",
    Order("EMPLOYEE_NAME_ASC", "By the employee's name.", (Key("employee_name"),)),
)
