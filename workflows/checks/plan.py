"""What a plan as a whole is warned of: every finding with its code, its place and the example that fits. Pure; never raises."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from models.limits import RESULTS_ADVISED_ROWS
from models.vocabulary import PlanCheckCode
from workflows.checks.wording import activity_in, is_checkable, is_vague, needs_unit, says_nothing
from workflows.checks.words import Activity
from workflows.targets import Target


@dataclass(frozen=True, slots=True)
class IndicatorText:
    """An indicator as it is worded; ``path`` is its place as the reader knows it.

    ``reversed`` where its range is given the wrong way round, or an upper end alone: such figures are never stored.
    """

    path: str
    title: str
    target: Target
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class ResultText:
    """A planned result as it is worded, with its indicators."""

    path: str
    title: str
    indicators: Sequence[IndicatorText] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A warning: its code, where it is, and which kind of activity was found, for the example; ``count`` where something is counted."""

    code: PlanCheckCode
    path: str
    kind: Activity | None = None
    params: dict[str, object] = field(default_factory=dict)

    @property
    def message_key(self) -> str:
        """The key of its sentence."""
        return f"check.{self.code.value}"

    @property
    def example_key(self) -> str:
        """The key of the example of better wording."""
        return f"check.{self.code.value}.example" + (f".{self.kind.value}" if self.kind else "")


def message_keys() -> Iterator[str]:
    """Give every key that a finding can have."""
    for code in PlanCheckCode:
        yield f"check.{code.value}"
        if code is PlanCheckCode.ACTIVITY_NOT_RESULT:
            yield from (f"check.{code.value}.example.{kind.value}" for kind in Activity)
        else:
            yield f"check.{code.value}.example"


def check_plan(results: Sequence[ResultText], path: str = "results") -> list[Finding]:
    """Look at every result and indicator, in their order; ``path`` is the place of the list of results."""
    found: list[Finding] = []
    if len(results) > RESULTS_ADVISED_ROWS:
        found.append(
            Finding(PlanCheckCode.TOO_MANY_RESULTS, path, params={"count": len(results), "max": RESULTS_ADVISED_ROWS}),
        )
    for result in results:
        if says_nothing(result.title):
            found.append(Finding(PlanCheckCode.TITLE_SAYS_NOTHING, f"{result.path}.title"))
        kind = activity_in(result.title)
        if kind is not None:
            found.append(Finding(PlanCheckCode.ACTIVITY_NOT_RESULT, f"{result.path}.title", kind))
        if not result.indicators:
            found.append(Finding(PlanCheckCode.RESULT_WITHOUT_INDICATOR, f"{result.path}.indicators"))
        for one in result.indicators:
            found.extend(_indicator(one))
    return found


def _indicator(one: IndicatorText) -> Iterator[Finding]:
    if says_nothing(one.title):
        yield Finding(PlanCheckCode.TITLE_SAYS_NOTHING, f"{one.path}.title")
    if one.reversed:
        yield Finding(PlanCheckCode.TARGET_REVERSED, f"{one.path}.targetHigh")
    if is_vague(one.title):
        yield Finding(PlanCheckCode.INDICATOR_NOT_MEASURABLE, f"{one.path}.title")
    elif not is_checkable(one.target):
        yield Finding(PlanCheckCode.INDICATOR_NOT_MEASURABLE, f"{one.path}.targetText")
    if needs_unit(one.title, one.target):
        yield Finding(PlanCheckCode.TARGET_WITHOUT_UNIT, f"{one.path}.targetUnit")
