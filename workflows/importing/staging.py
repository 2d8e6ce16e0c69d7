"""The staging of one import: every row's lines and every fault, in a private temporary database on disk.

SQLite makes the file in the temporary folder and unlinks it at once, so that nothing of it is left however the process ends; what is
held in memory is its bounded cache. The checks of an import are statements over these tables (``resolving``, ``conflicts``, ``chains``),
the same for both engines.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, get_args, get_type_hints

from models.database import new_id
from workflows.importing.lines import AnyLine, AssignmentLine, EmployeeLine, ExpectationLine, PositionLine, ResultLine, UnitLine
from workflows.importing.problems import Place, Problem, ProblemCode
from workflows.importing.sources import Source

L = TypeVar("L", UnitLine, PositionLine, EmployeeLine, AssignmentLine, ResultLine, ExpectationLine)
CACHE_KIB = 8_192
FETCH_ROWS = 500

TABLES: Mapping[type, str] = {
    UnitLine: "unit_line",
    PositionLine: "position_line",
    EmployeeLine: "employee_line",
    AssignmentLine: "assignment_line",
    ResultLine: "result_line",
    ExpectationLine: "expectation_line",
}
"""Each kind of line with its table; a table has the line's fields as text, and beside them what checking finds out."""
_FOLDED: Mapping[type, Mapping[str, str]] = {
    UnitLine: {"folded": "name", "parent_folded": "parent_name"},
    PositionLine: {"folded": "name", "unit_folded": "unit_name"},
    AssignmentLine: {"position_folded": "position_name", "unit_folded": "unit_name"},
}
_FOUND: Mapping[type, tuple[str, ...]] = {
    PositionLine: ("unit_is", "code_is"),
    AssignmentLine: ("who", "boss", "boss_above", "unit_is", "post", "starts", "ends"),
    ResultLine: ("who",),
    ExpectationLine: ("who",),
}
_TABLES = """
CREATE TABLE place (id INTEGER PRIMARY KEY, file INTEGER, sheet_at INTEGER, row INTEGER, sheet TEXT, rejected INTEGER DEFAULT 0);
CREATE UNIQUE INDEX place_is ON place (file, sheet_at, row);
CREATE INDEX place_rejected ON place (rejected) WHERE rejected > 0;
CREATE TABLE file (id INTEGER PRIMARY KEY, name TEXT, sheets INTEGER);
CREATE VIEW row_told AS SELECT p.id, json_object('row', p.row, 'file', CASE WHEN f.sheets > 1 THEN f.name || ', ' || p.sheet ELSE f.name
  END) AS params FROM place p JOIN file f ON f.id = p.file;
CREATE TABLE fault (place INTEGER, code TEXT, field TEXT DEFAULT '', header TEXT DEFAULT '', params TEXT DEFAULT '{}', stops INTEGER,
  UNIQUE (place, code, field, header, params));
CREATE TABLE gone (kind TEXT, key TEXT, place INTEGER, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE known_unit (code TEXT PRIMARY KEY, folded TEXT, uid TEXT, up TEXT) WITHOUT ROWID;
CREATE TABLE known_post (code TEXT PRIMARY KEY, folded TEXT, uid TEXT, unit TEXT) WITHOUT ROWID;
CREATE INDEX known_post_named ON known_post (unit, folded);
CREATE TABLE known_single (code TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE single_post (code TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE known_who (key TEXT PRIMARY KEY, subject TEXT) WITHOUT ROWID;
CREATE TABLE known_line (who TEXT, post TEXT, boss TEXT);
CREATE TABLE unit (code TEXT PRIMARY KEY, line INTEGER, uid TEXT, up TEXT, placement TEXT, leadership TEXT, route TEXT) WITHOUT ROWID;
CREATE INDEX unit_of_line ON unit (line);
CREATE TABLE unit_name (code TEXT PRIMARY KEY, folded TEXT, uid TEXT) WITHOUT ROWID;
CREATE INDEX unit_name_folded ON unit_name (folded);
CREATE TABLE post (code TEXT PRIMARY KEY, line INTEGER, uid TEXT, unit TEXT) WITHOUT ROWID;
CREATE INDEX post_of_line ON post (line);
CREATE TABLE any_post (code TEXT PRIMARY KEY, uid TEXT) WITHOUT ROWID;
CREATE TABLE post_name (unit TEXT, folded TEXT, code TEXT, PRIMARY KEY (unit, folded, code)) WITHOUT ROWID;
CREATE TABLE employee (key TEXT PRIMARY KEY, line INTEGER, subject TEXT) WITHOUT ROWID;
CREATE INDEX employee_subject ON employee (subject);
CREATE TABLE alias (code TEXT PRIMARY KEY, key TEXT, line INTEGER) WITHOUT ROWID;
CREATE TABLE who (key TEXT PRIMARY KEY, subject TEXT) WITHOUT ROWID;
CREATE TABLE subject (n INTEGER PRIMARY KEY, subject TEXT UNIQUE, employee TEXT);
CREATE TABLE edge (line INTEGER, low TEXT, high TEXT, told TEXT);
CREATE INDEX edge_low ON edge (low);
CREATE INDEX edge_high ON edge (high);
CREATE TABLE placed (line INTEGER PRIMARY KEY, assignment TEXT);
CREATE INDEX placed_assignment ON placed (assignment);
CREATE TABLE line_changed (n INTEGER PRIMARY KEY, assignment TEXT);
"""


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One row as it goes into the staging: its lines, or none with a fault that stops; what it would have said, for what refers to it."""

    place: Place
    alone: bool
    lines: Sequence[AnyLine]
    problems: Sequence[Problem]
    would_say: Sequence[tuple[str, str]] = ()


class Staging:
    """One import's rows; used by one thread at a time, gone when it is closed or forgotten."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        # Never committed: one connection alone sees the file, and nothing of it outlives that.
        self._db = sqlite3.connect("", check_same_thread=False, cached_statements=128)
        self._db.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=FILE"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.create_function("new_id", 0, lambda: str(new_id()))
        self._db.executescript(_TABLES)
        for kind, table in TABLES.items():
            names = [one.name for one in fields(kind) if one.name != "place"]
            columns = ", ".join([*names, *_FOLDED.get(kind, {}), *_FOUND.get(kind, ())])
            self._db.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, place INTEGER, alone INTEGER, {columns})")
            self._db.execute(f"CREATE INDEX {table}_place ON {table} (place)")
            if "who" in _FOUND.get(kind, ()):
                self._db.execute(f"CREATE INDEX {table}_who ON {table} (who)")
            self._db.execute(
                f"CREATE VIEW live_{table} AS SELECT l.* FROM {table} l WHERE (SELECT rejected FROM place WHERE id = l.place) = 0"
            )
        self._db.executemany("INSERT INTO file VALUES (?, ?, ?)", [(one.index, one.name, len(one.sheets)) for one in sources])
        self._sheets = {(source.index, sheet.name): at for source in sources for at, sheet in enumerate(source.sheets)}
        self._places = 0

    def close(self) -> None:
        """Forget everything."""
        self._db.close()

    def __del__(self) -> None:
        """Forget everything with the outcome that nobody closed."""
        self._db.close()

    def function(self, name: str, arguments: int, function: Any) -> None:
        """Make a pure Python function known to the statements."""
        self._db.create_function(name, arguments, function, deterministic=True)

    def run(self, sql: str, params: Mapping[str, object] | Sequence[object] = ()) -> int:
        """Run one statement; give how many rows it changed."""
        return self._db.execute(sql, params).rowcount

    def fill(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each of some rows."""
        self._db.executemany(sql, rows)

    def rows(self, sql: str, params: Mapping[str, object] | Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Give a statement's rows, some at a time."""
        cursor = self._db.execute(sql, params)
        while part := cursor.fetchmany(FETCH_ROWS):
            yield from part

    def value(self, sql: str, params: Mapping[str, object] | Sequence[object] = ()) -> Any:
        """Give the first column of a statement's first row; None without one."""
        row = self._db.execute(sql, params).fetchone()
        return row[0] if row else None

    def add(self, rows: Sequence[StagedRow]) -> None:
        """Stage rows in the order in which they are read."""
        by_kind: dict[type, list[list[object]]] = {}
        for row in rows:
            stops = any(problem.stops for problem in row.problems)
            place = self._place(row.place, rejected=stops)
            for line in () if stops else row.lines:
                kind = type(line)
                values = [_stored(getattr(line, name)) for name in _names(kind)]
                folded = [_fold(getattr(line, name)) for name in _FOLDED.get(kind, {}).values()]
                by_kind.setdefault(kind, []).append([place, row.alone, *values, *folded])
            if stops:
                self._db.executemany("INSERT OR IGNORE INTO gone VALUES (?, ?, ?)", [(*one, place) for one in row.would_say])
            self._note(place, row.problems)
        for kind, found in by_kind.items():
            names = ", ".join(["place", "alone", *_names(kind), *_FOLDED.get(kind, {})])
            self._db.executemany(f"INSERT INTO {TABLES[kind]} ({names}) VALUES ({', '.join('?' * len(found[0]))})", found)

    def note(self, problems: Iterable[Problem]) -> None:
        """Keep problems that were found after staging."""
        for problem in problems:
            self._note(self._place(problem.place), (problem,))

    def has_rows(self) -> bool:
        """Tell whether any row is left that has something to say."""
        left = " OR ".join(f"EXISTS (SELECT 1 FROM live_{table})" for table in TABLES.values())
        return bool(self.value(f"SELECT {left}"))

    def problems(self) -> Iterator[Problem]:
        """Give every problem, in the order of files, sheets, rows and columns."""
        for _, problems in self.of_rows():
            yield from problems

    def of_rows(self) -> Iterator[tuple[Place, tuple[Problem, ...]]]:
        """Give each place that has problems with them, in the order of files, sheets and rows."""
        return self._found("", ())

    def of_row(self, place: Place) -> tuple[Problem, ...]:
        """Give the problems of one row, none where it has none."""
        at = (place.file, self._sheets.get((place.file, place.sheet)), place.row)
        return next((problems for _, problems in self._found(" WHERE p.file = ? AND p.sheet_at = ? AND p.row = ?", at)), ())

    def of_file(self, file: int) -> Iterator[tuple[Place, tuple[Problem, ...]]]:
        """Give one file's places that have problems with them, in the order of sheets and rows."""
        return self._found(" WHERE p.file = ?", (file,))

    def _found(self, where: str, params: Sequence[object]) -> Iterator[tuple[Place, tuple[Problem, ...]]]:
        at: Place | None = None
        found: list[Problem] = []
        for file, sheet, row, code, field, header, told in self.rows(
            f"SELECT p.file, p.sheet, p.row, f.code, f.field, f.header, f.params FROM place p JOIN fault f ON f.place = p.id{where}"
            " ORDER BY p.file, p.sheet_at, p.row, f.rowid",
            params,
        ):
            place = Place(file, row, sheet)
            if place != at:
                if at is not None:
                    yield at, tuple(found)
                at, found = place, []
            column = header or (self.sources[file].header(place, field) if field else None)
            found.append(Problem(ProblemCode(code), place, column, json.loads(told)))
        if at is not None:
            yield at, tuple(found)

    def _place(self, place: Place, *, rejected: bool = False) -> int:
        # A sheet that is not read has places too: each its own, behind those that are.
        sheet_at = self._sheets.setdefault((place.file, place.sheet), len(self._sheets))
        known = self.value("SELECT id FROM place WHERE file = ? AND sheet_at = ? AND row = ?", (place.file, sheet_at, place.row))
        if known is not None:
            return int(known)
        self._places += 1
        self.run("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?)", (self._places, place.file, sheet_at, place.row, place.sheet, 2 * rejected))
        return self._places

    def _note(self, place: int, problems: Iterable[Problem]) -> None:
        for problem in problems:
            params = json.dumps(dict(problem.params), ensure_ascii=False)
            values = (place, problem.code.value, problem.column or "", params, problem.stops)
            self.run("INSERT OR IGNORE INTO fault (place, code, header, params, stops) VALUES (?, ?, ?, ?, ?)", values)

    def lines(self, kind: type[L], sql: str, params: Mapping[str, object] | Sequence[object] = ()) -> Iterator[tuple[L, tuple[Any, ...]]]:
        """Read lines of a kind: ``sql`` goes on after the columns of the line ``l`` and its place ``p``, with more columns first.

        Its form is ``[, column …] FROM … l JOIN place p ON p.id = l.place …``; each line comes with the further columns.
        """
        names = _names(kind)
        columns = ", ".join(f"l.{name}" for name in names)
        for row in self.rows(f"SELECT p.file, p.row, p.sheet, {columns}{sql}", params):
            values = [read(value) for read, value in zip(_readers(kind), row[3:], strict=False)]
            yield kind(Place(row[0], row[1], row[2]), *values), row[3 + len(names) :]


_NAMES: dict[type, tuple[str, ...]] = {kind: tuple(one.name for one in fields(kind) if one.name != "place") for kind in TABLES}


def _names(kind: type) -> tuple[str, ...]:
    return _NAMES[kind]


def _stored(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _fold(value: str | None) -> str | None:
    return None if value is None else value.casefold()


def _reader(hint: Any) -> Any:
    kind = next((one for one in get_args(hint) if one is not type(None)), hint)
    if issubclass(kind, (str, int)) and not issubclass(kind, Enum):
        return lambda value: value
    parse = date.fromisoformat if kind is date else kind
    return lambda value: None if value is None else parse(value)


_READERS: dict[type, tuple[Any, ...]] = {}


def _readers(kind: type) -> tuple[Any, ...]:
    if kind not in _READERS:
        hints = get_type_hints(kind)
        _READERS[kind] = tuple(_reader(hints[name]) for name in _names(kind))
    return _READERS[kind]
