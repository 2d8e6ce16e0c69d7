"""Staged rows that contradict each other: said twice, said differently, held at once by two, or by one person twice."""

from collections.abc import Mapping
from dataclasses import fields

from models.vocabulary import PositionKind
from workflows.importing.lines import EmployeeLine, PositionLine, UnitLine
from workflows.importing.staging import TABLES

SINGLE = (
    PositionKind.STATE_OFFICIAL,
    PositionKind.SENIOR_EXECUTIVE_MAIN,
    PositionKind.SENIOR_EXECUTIVE_MIDDLE,
    PositionKind.SENIOR_EXECUTIVE_PRIMARY,
    PositionKind.ADMINISTRATOR,
    PositionKind.SUPERVISORY,
)
"""Kinds of posts that one person holds at a time; a post that leads a unit is another. Staff of one post are many."""
SINGLE_WORDS = ", ".join(f"'{kind.value}'" for kind in SINGLE)

_FAULT = "INSERT OR IGNORE INTO fault (place, code, field, params, stops) SELECT"
_ROW = "(SELECT params FROM row_told WHERE id = {place})"


def said_twice(kind: type, kept: str, key: str, field: str) -> str:
    """Tell the rows that say again what another said: the same is a duplicate, unless the row has more to say; else they contradict.

    ``key`` and ``field`` are SQL.
    """
    table = TABLES[kind]
    same = " AND ".join(f"l.{one.name} IS f.{one.name}" for one in fields(kind) if one.name != "place")
    return (
        f"{_FAULT} l.place, CASE WHEN {same} THEN 'DUPLICATE' ELSE 'CONFLICTING_ROWS' END, {field}, {_ROW.format(place='f.place')}, 1"
        f" FROM live_{table} l JOIN {kept} k ON k.{'key' if kept == 'employee' else 'code'} = l.{key} JOIN {table} f ON f.id = k.line"
        f" WHERE l.id <> k.line AND (l.alone OR NOT ({same}))"
    )


CONFLICTS_OF_UNITS = (said_twice(UnitLine, "unit", "code", "'unit_code'"),)
CONFLICTS_OF_POSTS = (said_twice(PositionLine, "post", "code_is", "'position_code'"),)
CONFLICTS_OF_PEOPLE = (
    said_twice(EmployeeLine, "employee", "key", "'number'"),
    f"{_FAULT} l.place, 'DUPLICATE', 'employee_code', {_ROW.format(place='f.place')}, 1 FROM employee e JOIN employee_line l"
    " ON l.id = e.line JOIN alias a ON a.code = l.code AND a.key <> e.key JOIN employee_line f ON f.id = a.line",
    # Somebody known by another number has the code, and no row gives it up.
    "INSERT OR IGNORE INTO fault (place, code, field, stops) SELECT l.place, 'NUMBER_TAKEN', 'employee_code', 1 FROM employee e"
    " JOIN employee_line l ON l.id = e.line JOIN known_who k ON k.key = l.code WHERE k.subject <> e.subject",
)

_HELD = "live_assignment_line h WHERE h.who IS NOT NULL AND h.post IS NOT NULL"
_DUPLICATE = "EXISTS (SELECT 1 FROM fault f WHERE f.place = o.place AND f.code = 'DUPLICATE')"
_BEFORE = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
CONFLICTS_OF_HELD = (
    "DELETE FROM fault WHERE code = 'TWO_DEFINITIVE'",
    f"{_FAULT} o.place, 'DUPLICATE', 'position_code', {_ROW.format(place='o.first_place')}, 1 FROM (SELECT h.id, h.place,"
    " FIRST_VALUE(h.id) OVER same AS first_id, FIRST_VALUE(h.place) OVER same AS first_place"
    # Also where the post's own row is at fault: then by what the rows call it.
    " FROM live_assignment_line h WINDOW same AS (PARTITION BY COALESCE(h.who, h.employee), COALESCE(h.post, h.position,"
    " h.position_folded || ' ' || COALESCE(h.unit, h.unit_folded, '')), h.kind, h.valid_from ORDER BY h.id)) o WHERE o.id <> o.first_id",
    f"{_FAULT} o.place, 'POST_TWICE', 'valid_from', {_ROW.format(place='o.before')}, 1 FROM (SELECT h.place, h.starts,"
    f" MAX(h.ends) OVER (PARTITION BY h.who, h.post ORDER BY h.starts, h.id {_BEFORE}) AS taken_until,"
    f" LAG(h.place) OVER (PARTITION BY h.who, h.post ORDER BY h.starts, h.id) AS before FROM {_HELD}) o"
    f" WHERE o.taken_until > o.starts AND NOT {_DUPLICATE}",
    f"{_FAULT} o.place, 'POST_TAKEN', 'valid_from', {_ROW.format(place='o.before')}, 1 FROM (SELECT h.place, h.starts, h.who,"
    f" MAX(h.ends) OVER (PARTITION BY h.post ORDER BY h.starts, h.id {_BEFORE}) AS taken_until,"
    " LAG(h.place) OVER (PARTITION BY h.post ORDER BY h.starts, h.id) AS before,"
    f" LAG(h.who) OVER (PARTITION BY h.post ORDER BY h.starts, h.id) AS who_before FROM {_HELD} AND h.kind = 'DEFINITIVE' AND"
    " (h.post IN (SELECT code FROM single_post))) o WHERE o.taken_until > o.starts AND o.who <> o.who_before"
    f" AND NOT {_DUPLICATE}",
    "INSERT OR IGNORE INTO fault (place, code, field, stops) SELECT o.place, 'TWO_DEFINITIVE', 'position_code', 0 FROM (SELECT h.place,"
    f" ROW_NUMBER() OVER (PARTITION BY h.who ORDER BY h.id) AS n FROM {_HELD} AND h.kind = 'DEFINITIVE' AND h.valid_to IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM fault f WHERE f.place = h.place AND f.code = 'DUPLICATE')) o WHERE o.n = 2",
    f"{_FAULT} o.place, 'DUPLICATE', 'behaviour_value', {_ROW.format(place='o.first_place')}, 1 FROM (SELECT h.id, h.place,"
    " FIRST_VALUE(h.id) OVER same AS first_id, FIRST_VALUE(h.place) OVER same AS first_place FROM live_expectation_line h"
    " WINDOW same AS (PARTITION BY h.employee, h.position, h.year, h.value ORDER BY h.id)) o WHERE o.id <> o.first_id",
)
SINGLE_POSTS = (
    "DELETE FROM single_post",
    f"INSERT INTO single_post SELECT p.code FROM post p JOIN position_line l ON l.id = p.line WHERE l.kind IN ({SINGLE_WORDS})",
    "INSERT OR IGNORE INTO single_post SELECT code FROM known_single",
    "INSERT OR IGNORE INTO single_post SELECT l.leader FROM unit u JOIN unit_line l ON l.id = u.line WHERE l.leader IS NOT NULL",
)

_DEPENDS = (
    "INSERT OR IGNORE INTO fault (place, code, field, params, stops) SELECT l.place, 'DEPENDS_ON_ROW', 'number', t.params, 1"
    " FROM {relation} l JOIN {cause} JOIN row_told t ON t.id = g.place WHERE {where}"
)
_OF_PERSON = "who w ON w.subject = l.who JOIN gone g ON g.kind = {kind} AND g.key = w.key"
DEPENDING = (
    # Definitive posts that a file doesn't list end; so the list of somebody's posts is taken whole or not at all.
    _DEPENDS.format(relation="live_assignment_line", cause=_OF_PERSON.format(kind="'held'"), where="l.kind = 'DEFINITIVE'"),
    _DEPENDS.format(relation="live_result_line", cause=_OF_PERSON.format(kind="'held'"), where="1"),
    _DEPENDS.format(relation="live_expectation_line", cause=_OF_PERSON.format(kind="'held'"), where="1"),
    # Results that a file doesn't list go from the next revision; so the results of a plan are taken whole or not at all.
    _DEPENDS.format(relation="live_result_line", cause=_OF_PERSON.format(kind="'results'"), where="1"),
    _DEPENDS.format(
        relation="live_result_line",
        cause="gone g ON g.kind = 'plan' AND g.key = l.employee || ' ' || l.year || ' ' || COALESCE(l.position, '')",
        where="1",
    ),
)
"""What depends on a row that was left out beside what names it; only where the valid rows alone are wanted."""

_LEAVING: Mapping[str, tuple[tuple[str, str], ...]] = {
    "unit_line": (("'unit'", "l.code"), ("'unit_name'", "l.folded")),
    "position_line": (("'post'", "COALESCE(l.code_is, l.code)"), ("'post_name'", "l.folded")),
    "employee_line": (("'who'", "l.key"), ("'who'", "l.code")),
    "assignment_line": (("'held'", "l.employee"),),
    "result_line": (("'plan'", "l.employee || ' ' || l.year || ' ' || COALESCE(l.position, '')"),),
}
LEAVE = (
    *(
        f"INSERT OR IGNORE INTO gone SELECT {kind}, {key}, l.place FROM place p JOIN {table} l ON l.place = p.id"
        f" WHERE p.rejected = 1 AND {key} IS NOT NULL"
        for table, said in _LEAVING.items()
        for kind, key in said
    ),
    "UPDATE place SET rejected = 2 WHERE rejected = 1",
)
"""Remembers what the rows that have got a fault (``rejected`` 1) would have said, and leaves them out (2)."""
