"""What a plan's wording is warned of: of a stored plan, and of a text that isn't saved yet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import strawberry

from models import limits
from models.vocabulary import PlanCheckCode
from schema.commands import given, optional_field, text_field
from schema.context import Context
from schema.errors import RequestError
from schema.reads.declare import argument, computed, value
from schema.reads.readfield import plain
from workflows.checks.loading import wording_of
from workflows.checks.plan import Finding, IndicatorText, ResultText, check_plan
from workflows.messages import message
from workflows.targets import target_of

READS = 24
"""How many rows a plan's wording usually is."""


@value
class PlanCheck:
    """A warning about how a plan is worded, with better wording; it never stops anything."""

    code: PlanCheckCode = plain("What it is about; never changes with the language.")
    path: str = plain("Where: `results.<lineage>.title` in a stored plan, `input.results.0.title` in a text that isn't saved.")
    message: str = plain("What is worth a second look and why, in your language.")
    example: str = plain("An example of better wording, in your language.")


@strawberry.input(description="An indicator as somebody is about to write it.")
class CheckedIndicatorInput:
    """An indicator to look at."""

    title: str = strawberry.field(description="What is measured.")
    target_text: str | None = text_field("The target in words.", limits.NAME_CHARS)
    target_value: Decimal | None = optional_field("The target, or the lower end of its range.")
    target_high: Decimal | None = optional_field("The upper end of the target's range.")
    target_unit: str | None = text_field("The unit of measure.", limits.UNIT_OF_MEASURE_CHARS)


@strawberry.input(description="A planned result as somebody is about to write it.")
class CheckedResultInput:
    """A planned result to look at."""

    title: str = strawberry.field(description="The result.")
    indicators: list[CheckedIndicatorInput] | None = optional_field(f"Its indicators; {limits.INDICATORS_ROWS} at most.")


@strawberry.input(description="A plan as somebody is about to write it; nothing of it is kept.")
class CheckPlanInput:
    """The input of ``checkPlan``."""

    results: list[CheckedResultInput] = strawberry.field(description=f"Its results; {limits.RESULTS_ROWS} at most.")


def _shown(context: Context, one: Finding) -> PlanCheck:
    return PlanCheck(
        code=one.code,
        path=one.path,
        message=message(one.message_key, context.locale, one.params),
        example=message(one.example_key, context.locale),
    )


async def _of_revisions(context: Context, keys: Sequence[Any]) -> list[list[PlanCheck]]:
    found = await context.database.read(lambda conn: wording_of(conn, context.actor.agency_id, [one for one in keys if one is not None]))
    return [[_shown(context, one) for one in check_plan(found.get(key, []))] for key in keys]


async def plan_checks(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[PlanCheck]]:
    """Look at the shown revisions of plans, all with one statement."""
    return await _of_revisions(context, [row["revision_id"] for row in rows])


async def revision_checks(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[PlanCheck]]:
    """Look at revisions, all with one statement."""
    return await _of_revisions(context, [row["id"] for row in rows])


async def _unsaved(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[list[PlanCheck]]:
    asked: CheckPlanInput = arguments["input"]
    _within(len(asked.results), limits.RESULTS_ROWS, "input.results")
    results = []
    for index, one in enumerate(asked.results):
        path = f"input.results.{index}"
        indicators = given(one.indicators) or []
        _within(len(indicators), limits.INDICATORS_ROWS, f"{path}.indicators")
        worded = [
            IndicatorText(
                f"{path}.indicators.{place}",
                each.title,
                target_of(given(each.target_text), given(each.target_value), given(each.target_high), given(each.target_unit)),
                _reversed(given(each.target_value), given(each.target_high)),
            )
            for place, each in enumerate(indicators)
        ]
        results.append(ResultText(path, one.title, worded))
    found = [_shown(context, one) for one in check_plan(results, "input.results")]
    return [found for _ in rows]


def _reversed(low: Decimal | None, high: Decimal | None) -> bool:
    return high is not None and (low is None or high < low)


def _within(count: int, most: int, path: str) -> None:
    if count > most:
        raise RequestError("BAD_VALUE", path=path, why="MOST", params={"max": most})


CHECKS = "What its wording is worth a second look for, with examples of better wording; warnings only, they stop nothing."


@strawberry.type
class PlanCheckQueries:
    """The root fields about plans."""

    check_plan: list[PlanCheck] | None = computed(
        _unsaved,
        "Looks at the wording of a plan that isn't saved yet, as `PerformancePlan.checks` does at a stored one. Nothing is kept.",
        arguments=(argument("input", CheckPlanInput, "The plan as it is about to be written."),),
    )
