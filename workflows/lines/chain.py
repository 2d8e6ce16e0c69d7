"""The way up from a unit, day by day: the units above it, the post that leads each, who counts in it, and the route in force."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from models.vocabulary import ApprovalRoute
from workflows.lines.holding import Holding, Holdings
from workflows.lines.structure import Leadership, Placement, Route, Structure
from workflows.lines.timeline import FAR, Span, Timeline, merged, timeline_of

U = TypeVar("U", Placement, Leadership, Route)


class UnitCycle(Exception):
    """On some day a unit stands above itself; ``unit_id`` is one of the circle."""

    def __init__(self, unit_id: UUID, on: date) -> None:
        super().__init__(f"unit {unit_id} stands above itself on {on}")
        self.unit_id = unit_id
        self.on = on


@dataclass(frozen=True, slots=True)
class Path:
    """A unit and those above it, nearest first; ``complete`` when the last is a top and not merely placed nowhere."""

    units: tuple[UUID, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Level:
    """One unit of the way up, with the post that leads it and who holds that; both None when no post leads it."""

    unit_id: UUID
    position_id: UUID | None
    holding: Holding | None


@dataclass(frozen=True, slots=True)
class Chain:
    """The way up on some days; ``route_unit_id`` is the unit whose own route is in force, None for the agency's."""

    levels: tuple[Level, ...]
    complete: bool
    route: ApprovalRoute
    route_unit_id: UUID | None


class Chains:
    """The ways up from the units of a structure, each worked out once when it is asked for.

    Raises:
        UnitCycle: from every method, when the placements run in a circle on some day.
    """

    def __init__(self, structure: Structure, holdings: Holdings) -> None:
        self._agency_route = structure.agency_route
        self._holdings = holdings
        self._placements = {unit: timeline_of(rows) for unit, rows in _by_unit(structure.placements).items()}
        self._leaderships = {unit: timeline_of(rows) for unit, rows in _by_unit(structure.leaderships).items()}
        self._routes = {unit: timeline_of(rows) for unit, rows in _by_unit(structure.routes).items()}
        self._paths: dict[UUID, Timeline[Path]] = {}
        self._chains: dict[UUID, Timeline[Chain]] = {}
        self._positions: dict[UUID, UUID] = {post.position_id: post.unit_id for post in structure.posts}

    def unit_of(self, position_id: UUID) -> UUID:
        """Give the unit that a post belongs to; KeyError for a post that the structure hasn't."""
        return self._positions[position_id]

    def paths(self, unit_id: UUID) -> Timeline[Path]:
        """Give the units above a unit, day by day."""
        known = self._paths.get(unit_id)
        if known is None:
            known = self._paths[unit_id] = Timeline(merged(self._climb(unit_id)))
        return known

    def of(self, unit_id: UUID) -> Timeline[Chain]:
        """Give the way up from a unit, day by day."""
        known = self._chains.get(unit_id)
        if known is None:
            spans: list[Span[Chain]] = []
            for span in self.paths(unit_id).spans:
                spans.extend(self._with_holders(span))
            known = self._chains[unit_id] = Timeline(merged(spans))
        return known

    def goes_on(self, frozen: Chain, start: date) -> list[Span[Chain]]:
        """Give the way up from ``start`` on with the units and leading posts of ``frozen``, and whoever holds those posts then."""
        units = tuple(level.unit_id for level in frozen.levels)
        posts = [level.position_id for level in frozen.levels if level.position_id is not None]
        days = self._days(start, FAR, units, posts)
        return merged(
            Span(day, end, self._chain(units, [level.position_id for level in frozen.levels], frozen.complete, day))
            for day, end in zip(days, [*days[1:], FAR], strict=True)
        )

    def _climb(self, unit_id: UUID) -> list[Span[Path]]:
        done: list[Span[Path]] = []
        waiting: list[tuple[date, date, tuple[UUID, ...]]] = [(date.min, FAR, (unit_id,))]
        while waiting:
            start, end, units = waiting.pop()
            placed = self._placements.get(units[-1])
            if placed is None:
                done.append(Span(start, end, Path(units, complete=False)))
                continue
            days = [start, *placed.breaks(start, end)]
            for day, until in zip(days, [*days[1:], end], strict=True):
                placement = placed.on(day)
                if placement is None or placement.parent_id is None:
                    done.append(Span(day, until, Path(units, complete=placement is not None)))
                elif placement.parent_id in units:
                    raise UnitCycle(units[-1], day)
                else:
                    waiting.append((day, until, (*units, placement.parent_id)))
        return sorted(done, key=lambda span: span.start)

    def _days(self, start: date, end: date, units: Iterable[UUID], posts: Iterable[UUID]) -> list[date]:
        days = {start}
        for unit_id in units:
            for known in (self._leaderships.get(unit_id), self._routes.get(unit_id)):
                if known is not None:
                    days.update(known.breaks(start, end))
        for position_id in posts:
            days.update(self._holdings.of(position_id).breaks(start, end))
        return sorted(days)

    def _with_holders(self, span: Span[Path]) -> list[Span[Chain]]:
        units = span.value.units
        posts = {
            one.value.position_id
            for unit_id in units
            if unit_id in self._leaderships
            for one in self._leaderships[unit_id].spans
            if one.value is not None
        }
        days = self._days(span.start, span.end, units, posts)
        return [
            Span(day, end, self._chain(units, [self._leader(unit_id, day) for unit_id in units], span.value.complete, day))
            for day, end in zip(days, [*days[1:], span.end], strict=True)
        ]

    def _leader(self, unit_id: UUID, day: date) -> UUID | None:
        known = self._leaderships.get(unit_id)
        leadership = known.on(day) if known is not None else None
        return None if leadership is None else leadership.position_id

    def _chain(self, units: Sequence[UUID], posts: Sequence[UUID | None], complete: bool, day: date) -> Chain:
        levels = tuple(
            Level(unit_id, post, None if post is None else self._holdings.of(post).on(day))
            for unit_id, post in zip(units, posts, strict=True)
        )
        for unit_id in units:
            known = self._routes.get(unit_id)
            route = known.on(day) if known is not None else None
            if route is not None:
                return Chain(levels, complete, route.route, unit_id)
        return Chain(levels, complete, self._agency_route, None)


def _by_unit(rows: Sequence[U]) -> dict[UUID, list[U]]:
    grouped: dict[UUID, list[U]] = defaultdict(list)
    for row in rows:
        grouped[row.unit_id].append(row)
    return grouped
