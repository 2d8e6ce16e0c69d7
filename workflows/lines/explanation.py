"""The explanation of a line, as it is stored beside it and told to readers: canonical JSON of codes, ids and days, never texts."""

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from models.vocabulary import LinePart, LineStep
from workflows.lines.structure import Because

_IDS = ("unit_id", "position_id", "assignment_id", "employee_id", "hand_set_id")


def write_because(steps: Sequence[Because]) -> str:
    """Write the steps as canonical JSON: an array in their order, keys sorted, what a step hasn't left out."""
    body = []
    for step in steps:
        one = {"step": step.step.value, "part": step.part.value}
        one.update({name: str(value) for name in _IDS if (value := getattr(step, name)) is not None})
        if step.on is not None:
            one["on"] = step.on.isoformat()
        body.append(one)
    return json.dumps(body, sort_keys=True, separators=(",", ":"))


def read_because(text: str) -> tuple[Because, ...]:
    """Read the steps of a stored line back.

    Raises:
        ValueError, KeyError: the text was not written by ``write_because``.
    """
    return tuple(
        Because(
            LinePart(one["part"]),
            LineStep(one["step"]),
            **{name: UUID(one[name]) for name in _IDS if name in one},
            on=date.fromisoformat(one["on"]) if "on" in one else None,
        )
        for one in json.loads(text)
    )
