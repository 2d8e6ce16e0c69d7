"""An indicator's target as it can be read, beside the columns that hold it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from models.vocabulary import TargetBound
from schema.context import Context
from schema.reads.declare import value
from schema.reads.readfield import plain
from workflows import targets


@value
class Target:
    """A target as it is read: a figure or a range with its unit. What was given as figure or unit wins over what its text says."""

    text: str | None = plain("The target as it was written; null where figures alone say it.")
    bound: TargetBound = plain("How it is bounded; `TEXT` where no single figure or range can be read from it: nothing is guessed.")
    value: Decimal | None = plain("The one figure that it names; null for a range and for `TEXT`.")
    low: Decimal | None = plain("The least that reaches it; null where there is no such end.")
    high: Decimal | None = plain("The most that reaches it; null where there is no such end.")
    unit: str | None = plain("Its unit: `%` for every spelling of percent, `Rp` for rupiah, others as written; null if it names none.")


def shown_target(one: targets.Target) -> Target:
    """Give a target as published."""
    return Target(text=one.text, bound=one.bound, value=one.value, low=one.low, high=one.high, unit=one.unit)


async def indicator_targets(_: Context, rows: Sequence[Mapping[str, Any]], __: Mapping[str, Any]) -> list[Target]:
    """Read the targets of indicators from their columns."""
    return [
        shown_target(targets.target_of(row["target_text"], row["target_value"], row["target_high"], row["target_unit"])) for row in rows
    ]
