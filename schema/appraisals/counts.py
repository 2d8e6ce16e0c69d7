"""Counts of appraisals by state, unit, cycle and predicate."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

import strawberry

from models.appraisals import Appraisal
from models.cycles import AppraisalCycle
from models.people import OrgUnit
from models.vocabulary import AppraisalState, Predicate
from schema.appraisals.filters import AppraisalFilter
from schema.context import Context
from schema.reads.cohort import given
from schema.reads.declare import filter_set, record, to_one
from schema.reads.loading import fetch
from schema.reads.readfield import plain
from schema.reads.registry import of_model
from schema.reads.statement import Statement


@strawberry.enum(description="By what appraisals are counted.")
class AppraisalGroup(Enum):
    """By what appraisals are counted."""

    STATE = strawberry.enum_value("state", description="By state.")
    UNIT = strawberry.enum_value("unit_id", description="By the unit in which they were opened.")
    CYCLE = strawberry.enum_value("cycle_id", description="By cycle.")
    PREDICATE = strawberry.enum_value("predicate", description="By predicate; one that is hidden from you counts as none.")


@record(None)
class AppraisalCount:
    """How many appraisals share what they are counted by."""

    state: AppraisalState | None = plain("The state; null unless counted by it.")
    predicate: Predicate | None = plain("The predicate; null unless counted by it, where there is none, and where it is hidden from you.")
    count: int = plain("How many, among those that you may see.")
    unit = to_one(OrgUnit, "unit_id", "The unit; null unless counted by it.")
    cycle = to_one(AppraisalCycle, "cycle_id", "The cycle; null unless counted by it.")


async def appraisal_counts(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[list[AppraisalCount]]:
    """Count the visible appraisals in one statement; without groups, one row with all."""
    groups = list(dict.fromkeys(one.value for one in arguments["group_by"]))
    record_ = of_model(Appraisal)
    statement = Statement(context.actor)
    conditions = [statement.access(record_, "t")]
    if arguments.get("filter"):
        conditions += statement.filtered(record_, filter_set(AppraisalFilter), arguments["filter"], "t")
    values = [record_.value(name) for name in groups]
    inner = f"SELECT {statement.select(record_, [*values, record_.value('id')], 't')} FROM appraisal t WHERE {' AND '.join(conditions)}"
    by = ", ".join(groups)
    sql = f"SELECT {by + ', ' if groups else ''}count(*) AS total FROM ({inner}) q"
    if groups:
        sql += f" GROUP BY {by} ORDER BY {', '.join(f'{name} NULLS LAST' for name in groups)}"
    found = await fetch(context, statement, sql, record_, values)
    empty = dict.fromkeys(("state", "predicate", "unit_id", "cycle_id"))
    counted = given(AppraisalCount, context, ({**empty, **row, "count": int(row["total"])} for row in found))
    return [counted for _ in rows]
