"""The forms that phrase banks are written in."""

from dataclasses import dataclass

from models.vocabulary import Aspect


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator with the range its target is drawn from; more is better, but for TIME, where less is; ``most`` caps a realisation."""

    aspect: Aspect
    title: str
    low: int
    high: int
    unit: str
    step: int = 1
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned result with its indicators; ``done`` says in the past tense, for self-appraisals, what was worked at."""

    title: str
    done: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of post: its results, where its figures come from, what hinders it, what it does next, what a superior praises or asks for."""

    name: str
    results: tuple[Planned, ...]
    sources: tuple[str, ...]
    hindrances: tuple[str, ...]
    next_steps: tuple[str, ...]
    praise: tuple[str, ...]
    advice: tuple[str, ...]


def count(title: str, low: int, high: int, unit: str, step: int = 1) -> Measure:
    """Make an indicator that counts, per quarter."""
    return Measure(Aspect.QUANTITY, title, low, high, f"{unit} per triwulan", step)


def percent(title: str, low: int = 80, high: int = 94) -> Measure:
    """Make an indicator of quality in percent."""
    return Measure(Aspect.QUALITY, title, low, high, "%", most=100)


def score(title: str, low: int = 78, high: int = 88) -> Measure:
    """Make an indicator of quality as a score out of a hundred."""
    return Measure(Aspect.QUALITY, title, low, high, "nilai", most=100)


def days(title: str, low: int, high: int, unit: str = "hari kerja") -> Measure:
    """Make an indicator of time: the less, the better."""
    return Measure(Aspect.TIME, title, low, high, unit)


def spend(title: str, low: int = 78, high: int = 90) -> Measure:
    """Make an indicator of how much of a budget's plan was spent, in percent."""
    return Measure(Aspect.COST, title, low, high, "% serapan", most=100)
