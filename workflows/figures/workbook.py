"""A unit's board as a workbook: a sheet a part, with charts; the figures are those that the board's query answers.

Every text is written as a string cell, whatever it begins with, so that a title such as ``=HYPERLINK(…)`` stays a title; figures are
numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from models.cycles import AppraisalCycle
from models.database import Connection
from models.people import Employee, OrgUnit
from models.plans import Indicator, PlannedResult
from models.vocabulary import PlanState, TargetStanding, Word
from workflows.access import Actor
from workflows.figures.board import Board
from workflows.figures.results import Result
from workflows.figures.standing import Progress
from workflows.messages import message
from workflows.targets import Target, parse_target

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "about": ("unit", "year", "as_of", "zone"),
    "units": ("unit", "leader", "posts"),
    "results": ("level", "result", "employee", "support", "indicator", "target", "value", "expected", "standing"),
    "appraisals": ("cycle", "state", "count"),
    "weeks": ("week", "monday", "reports", "minutes", "late", "answers", "in_time"),
    "stuck": ("step", "holder", "count", "working_days"),
}
"""The headings' keys of each sheet; of the units there follow the states of plans and the standings of targets, as words."""

Cell = str | int | Decimal | None
Names = Mapping[UUID, str]
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_TABLES = {
    "org_unit": (OrgUnit, "name"),
    "employee": (Employee, "name"),
    "planned_result": (PlannedResult, "title"),
    "indicator": (Indicator, "title"),
    "appraisal_cycle": (AppraisalCycle, "name"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its heading's keys and its rows; ``chart`` are the columns of a chart of the first column, a line if ``line``."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    chart: Sequence[int] = ()
    line: bool = False


async def names_of(conn: Connection, actor: Actor, board: Board) -> Names:
    """Read what the board's units, people, results, indicators and cycles are called; one statement each."""
    results = _flat(board.results, 0)
    wanted: dict[str, set[UUID | None]] = {
        "org_unit": {one.unit_id for one in board.branches},
        "employee": {
            *(one.leader_id for one in board.branches),
            *(one.holder_id for one in board.stuck),
            *(one.employee_id for _, one in results),
        },
        "planned_result": {one.id for _, one in results},
        "indicator": {target.indicator_id for _, one in results for target in one.targets},
        "appraisal_cycle": {cycle for cycle, _, _ in board.appraisals},
    }
    found: dict[UUID, str] = {}
    for table, (model, column) in _TABLES.items():
        keys = [one for one in wanted[table] if one is not None]
        sql = f"SELECT t.id, t.{column} AS called FROM {table} t WHERE t.agency_id = :agency AND t.id IN :keys"
        for raw in await conn.fetch(sql, {"agency": actor.agency_id, "keys": keys}):
            found[conn.decode(model, "id", raw["id"])] = str(raw["called"])
    return found


def sheets(board: Board, names: Names, actor: Actor, locale: str) -> list[Sheet]:
    """Lay the board out in sheets."""
    states: tuple[PlanState | None, ...] = (*PlanState, None)

    def called(key: UUID | None) -> str | None:
        return None if key is None else names.get(key)

    def word(one: Word | None) -> str:
        return message("report.without_plan", locale) if one is None else message(f"word.{type(one).__name__}.{one.name}", locale)

    units: list[list[Cell]] = [
        [
            called(one.unit_id),
            called(one.leader_id),
            one.posts,
            *(one.plans.get(state, 0) for state in states),
            *(sum(target.standing is standing for target in one.targets) for standing in TargetStanding),
        ]
        for one in board.branches
    ]
    results: list[list[Cell]] = []
    for level, one in _flat(board.results, 0):
        told: Sequence[Progress | None] = one.targets or (None,)
        for target in told:
            head: list[Cell] = [level, called(one.id), called(one.employee_id), None if one.support is None else word(one.support)]
            figures: list[Cell] = [None] * 5
            if target is not None:
                figures = [called(target.indicator_id), target_told(target.target), target.value, target.expected, word(target.standing)]
            results.append([*head, *figures])
    weeks: list[list[Cell]] = [
        [day.strftime("%G-W%V"), day.isoformat(), one.reports, one.minutes, one.late, one.answers, one.in_time] for day, one in board.weeks
    ]
    stuck: list[list[Cell]] = [[word(one.step), called(one.holder_id), one.count, one.working_days] for one in board.stuck]
    appraisals: list[list[Cell]] = [[called(cycle), word(state), count] for cycle, state, count in board.appraisals]
    about: list[list[Cell]] = [[called(board.unit_id), board.year, actor.now.isoformat(timespec="seconds"), actor.zone]]
    first, last = 3, 3 + len(states)
    words = [word(one) for one in (*states, *TargetStanding)]
    return [
        Sheet("about", HEADINGS["about"], about),
        Sheet("units", [*HEADINGS["units"], *words], units, range(first, last)),
        Sheet("results", HEADINGS["results"], results),
        Sheet("appraisals", HEADINGS["appraisals"], appraisals, [2]),
        Sheet("weeks", HEADINGS["weeks"], weeks, [2, 5], line=True),
        Sheet("stuck", HEADINGS["stuck"], stuck),
    ]


def target_told(one: Target) -> str:
    """Write a target out: as it was written, else its figures with the unit, and both where the figures aren't those of the text."""
    ends = [one.value] if one.value is not None else [end for end in (one.low, one.high) if end is not None]
    figures = " ".join(part for part in ("\u2013".join(_figure(end) for end in ends), one.unit) if part)
    if one.text is None:
        return figures
    return one.text if not ends or parse_target(one.text) == one else f"{one.text} ({figures})"


def _figure(one: Decimal) -> str:
    shown = f"{one:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _flat(results: Sequence[Result], level: int) -> list[tuple[int, Result]]:
    return [one for result in results for one in ((level, result), *_flat(result.supporters, level + 1))]


def write_workbook(path: Path, made: Sequence[Sheet], locale: str) -> None:
    """Write the sheets to a file, each with its chart beside its rows.

    Raises:
        OSError: the file can't be written.
    """
    try:
        _write(path, made, locale)
    except FileCreateError as failed:
        raise OSError(*failed.args[0].args) from failed


def _write(path: Path, made: Sequence[Sheet], locale: str) -> None:

    def heading(key: str) -> str:
        # A word of the vocabulary stands there as it is read; other headings are keys of the catalogue.
        return message(f"report.{key}", locale) if key.islower() else key

    with xlsxwriter.Workbook(str(path), _SAFE) as book:
        bold = book.add_format({"bold": True})
        for one in made:
            title = message(f"report.sheet.{one.name}", locale)
            sheet = book.add_worksheet(title)
            for column, key in enumerate(one.headings):
                sheet.write_string(0, column, heading(key), bold)
            for number, row in enumerate(one.rows, 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        # Never as a float: its sixteen digits are written, and 88.6 has others behind them.
                        sheet.write_number(number, column, cell)
            sheet.freeze_panes(1, 0)
            sheet.autofit()
            if one.chart and one.rows:
                chart = book.add_chart({"type": "line"} if one.line else {"type": "column", "subtype": "stacked"})
                for column in one.chart:
                    end = len(one.rows)
                    chart.add_series(
                        {"name": [title, 0, column], "categories": [title, 1, 0, end, 0], "values": [title, 1, column, end, column]}
                    )
                sheet.insert_chart(len(one.rows) + 2, 0, chart)
