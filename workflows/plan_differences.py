"""What differs between two revisions of a plan, for people: by result, indicator, expectation and annex. Pure.

Places in a list are not compared: taking a result out moves all behind it, which tells nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from models.vocabulary import AnnexKind, BehaviourValue, DifferenceKind
from workflows.actions.plan_content import INDICATOR_COLUMNS, RESULT_COLUMNS, IndicatorContent, PlanContent, ResultContent
from workflows.changes import camel


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that differs: its public name, and its values as text."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class IndicatorDifference:
    """An indicator that came, went or changed; ``title`` is as it is now, or was last."""

    lineage: UUID
    kind: DifferenceKind
    title: str
    fields: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True)
class ResultDifference:
    """A result that came, went or changed, itself or in its indicators."""

    lineage: UUID
    kind: DifferenceKind
    title: str
    fields: tuple[FieldDifference, ...]
    indicators: tuple[IndicatorDifference, ...]


@dataclass(frozen=True, slots=True)
class TextDifference:
    """An expectation (by value) or an entry of an annex (by kind) that came, went or changed."""

    kind: DifferenceKind
    old: str | None
    new: str | None
    value: BehaviourValue | None = None
    annex: AnnexKind | None = None


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that differs."""

    results: tuple[ResultDifference, ...]
    expectations: tuple[TextDifference, ...]
    annexes: tuple[TextDifference, ...]


def compare(old: PlanContent, new: PlanContent) -> Differences:
    """Compare two revisions; what went comes after what is there, each in its own order."""
    results = []
    for lineage in dict.fromkeys((*new.results, *old.results)):
        one = _result(lineage, old.results.get(lineage), new.results.get(lineage))
        if one is not None:
            results.append(one)
    expectations = [
        TextDifference(kind, old.expectations.get(value), new.expectations.get(value), value=value)
        for value in BehaviourValue
        if (kind := _kind(old.expectations.get(value), new.expectations.get(value))) is not None
    ]
    annexes = [one for kind in AnnexKind for one in _annex(kind, old.annexes.get(kind, []), new.annexes.get(kind, []))]
    return Differences(tuple(results), tuple(expectations), tuple(annexes))


def _kind(old: object, new: object) -> DifferenceKind | None:
    if old == new:
        return None
    if old is None:
        return DifferenceKind.ADDED
    return DifferenceKind.REMOVED if new is None else DifferenceKind.CHANGED


def _result(lineage: UUID, old: ResultContent | None, new: ResultContent | None) -> ResultDifference | None:
    fields = _fields(RESULT_COLUMNS, old.values if old else None, new.values if new else None)
    had: Mapping[UUID, IndicatorContent] = old.indicators if old else {}
    has: Mapping[UUID, IndicatorContent] = new.indicators if new else {}
    indicators = []
    for inner in dict.fromkeys((*has, *had)):
        one, two = had.get(inner), has.get(inner)
        changed = _fields(INDICATOR_COLUMNS, one.values if one else None, two.values if two else None)
        kind = DifferenceKind.ADDED if one is None else DifferenceKind.REMOVED if two is None else DifferenceKind.CHANGED
        if changed:
            indicators.append(IndicatorDifference(inner, kind, _title(one, two), changed))
    if not fields and not indicators:
        return None
    kind = DifferenceKind.ADDED if old is None else DifferenceKind.REMOVED if new is None else DifferenceKind.CHANGED
    return ResultDifference(lineage, kind, _title(old, new), fields, tuple(indicators))


def _title(old: ResultContent | IndicatorContent | None, new: ResultContent | IndicatorContent | None) -> str:
    shown = new or old
    return "" if shown is None else str(shown.values["title"])


def _fields(columns: Sequence[str], old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> tuple[FieldDifference, ...]:
    before, after = old or {}, new or {}
    return tuple(
        FieldDifference(camel(name), _text(before.get(name)), _text(after.get(name)))
        for name in columns
        if name != "ordinal" and before.get(name) != after.get(name)
    )


def _text(value: object) -> str | None:
    match value:
        case None:
            return None
        case Enum():
            return str(value.value)
        case Decimal():
            plain = format(value, "f")
            return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(value)


def _annex(kind: AnnexKind, old: Sequence[str], new: Sequence[str]) -> list[TextDifference]:
    # An entry has no lineage: equal texts are the same entry, wherever they stand.
    gone, come = list(old), []
    for text in new:
        if text in gone:
            gone.remove(text)
        else:
            come.append(text)
    return [
        *(TextDifference(DifferenceKind.ADDED, None, text, annex=kind) for text in come),
        *(TextDifference(DifferenceKind.REMOVED, text, None, annex=kind) for text in gone),
    ]
