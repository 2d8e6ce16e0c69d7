"""References of the staged rows: each code, name and number is looked for among the rows and what is known, set by set.

What refers to a row that can't be taken can't be taken either where the valid rows alone are wanted; where all or nothing is wanted,
the fault of that row is enough and what refers to it says nothing.
"""

import re
from collections.abc import Iterable

from models import limits
from workflows.importing.staging import Staging

KEPT = (
    # A code's first row stands for it; the rest are compared with it in ``conflicts``.
    "DELETE FROM unit",
    "INSERT INTO unit (code, line, uid) SELECT l.code, MIN(l.id), k.uid FROM live_unit_line l LEFT JOIN known_unit k ON k.code = l.code"
    " GROUP BY l.code ORDER BY MIN(l.id)",
    "UPDATE unit SET uid = COALESCE(uid, new_id()), placement = new_id(), leadership = new_id(), route = new_id()",
    "DELETE FROM unit_name",
    "INSERT INTO unit_name SELECT u.code, l.folded, u.uid FROM unit u JOIN unit_line l ON l.id = u.line",
    "INSERT OR IGNORE INTO unit_name SELECT code, folded, uid FROM known_unit",
)
PARENTS = (
    "UPDATE unit SET up = (SELECT CASE WHEN l.parent IS NOT NULL THEN l.parent ELSE (SELECT CASE WHEN COUNT(*) = 1 THEN MIN(n.code) END"
    " FROM unit_name n WHERE n.folded = l.parent_folded) END FROM unit_line l WHERE l.id = unit.line)",
)
POSTS = (
    "UPDATE position_line SET unit_is = CASE WHEN unit IS NOT NULL THEN (SELECT n.code FROM unit_name n WHERE n.code = position_line.unit)"
    " ELSE (SELECT CASE WHEN COUNT(*) = 1 THEN MIN(n.code) END FROM unit_name n WHERE n.folded = position_line.unit_folded) END",
    "UPDATE position_line SET code_is = CASE WHEN code IS NOT NULL THEN code ELSE COALESCE((SELECT CASE WHEN COUNT(*) = 1 THEN MIN(k.code)"
    " END FROM known_post k WHERE k.unit = unit_is AND k.folded = position_line.folded), made_code(unit_is, name)) END"
    " WHERE unit_is IS NOT NULL",
    "DELETE FROM post",
    "INSERT INTO post SELECT l.code_is, MIN(l.id), k.uid, NULL FROM live_position_line l LEFT JOIN known_post k ON k.code = l.code_is"
    " WHERE l.unit_is IS NOT NULL GROUP BY l.code_is ORDER BY MIN(l.id)",
    "UPDATE post SET uid = COALESCE(uid, new_id()), unit = (SELECT unit_is FROM position_line WHERE id = post.line)",
    "DELETE FROM any_post",
    "INSERT INTO any_post SELECT code, uid FROM post",
    "INSERT OR IGNORE INTO any_post SELECT code, uid FROM known_post",
    "DELETE FROM post_name",
    "INSERT INTO post_name SELECT unit, folded, code FROM known_post",
    "INSERT OR IGNORE INTO post_name SELECT p.unit, l.folded, p.code FROM post p JOIN position_line l ON l.id = p.line",
)
PEOPLE = (
    "DELETE FROM employee",
    "INSERT INTO employee (key, line) SELECT key, MIN(id) FROM live_employee_line GROUP BY key ORDER BY MIN(id)",
    "DELETE FROM alias",
    "INSERT OR IGNORE INTO alias SELECT l.code, e.key, e.line FROM employee e JOIN employee_line l ON l.id = e.line"
    " WHERE l.code IS NOT NULL ORDER BY e.line",
    "UPDATE employee SET subject = COALESCE((SELECT subject FROM known_who WHERE key = employee.key), (SELECT w.subject FROM known_who w"
    " JOIN employee_line l ON l.code = w.key WHERE l.id = employee.line), 'new ' || key)",
    "DELETE FROM who",
    "INSERT INTO who SELECT key, subject FROM known_who",
    "INSERT OR REPLACE INTO who SELECT a.code, e.subject FROM alias a JOIN employee e ON e.key = a.key",
    "INSERT OR REPLACE INTO who SELECT key, subject FROM employee",
)
HELD = (
    "UPDATE assignment_line SET who = (SELECT subject FROM who WHERE key = employee), boss = (SELECT subject FROM who WHERE key ="
    " appraiser), boss_above = (SELECT subject FROM who WHERE key = approver), unit_is = CASE WHEN unit IS NOT NULL THEN (SELECT n.code"
    " FROM unit_name n WHERE n.code = assignment_line.unit) ELSE (SELECT CASE WHEN COUNT(*) = 1 THEN MIN(n.code) END FROM unit_name n"
    " WHERE n.folded = assignment_line.unit_folded) END, starts = COALESCE(valid_from, effective, :effective),"
    " ends = COALESCE(valid_to, '9999-12-31')",
    "UPDATE assignment_line SET post = CASE WHEN position IS NOT NULL THEN (SELECT code FROM any_post WHERE code = position)"
    " ELSE (SELECT CASE WHEN COUNT(*) = 1 THEN MIN(n.code) END FROM post_name n WHERE n.unit = unit_is AND n.folded = position_folded) END",
    "UPDATE result_line SET who = (SELECT subject FROM who WHERE key = employee)",
    "UPDATE expectation_line SET who = (SELECT subject FROM who WHERE key = employee)",
    "DELETE FROM subject",
    "INSERT INTO subject (subject) SELECT subject FROM employee GROUP BY subject ORDER BY MIN(line)",
    "INSERT OR IGNORE INTO subject (subject) SELECT who FROM live_assignment_line WHERE who IS NOT NULL ORDER BY id",
    "INSERT OR IGNORE INTO subject (subject) SELECT who FROM live_result_line WHERE who IS NOT NULL ORDER BY id",
    "INSERT OR IGNORE INTO subject (subject) SELECT who FROM live_expectation_line WHERE who IS NOT NULL ORDER BY id",
)


def made_code(unit: str | None, name: str | None) -> str | None:
    """Make the code of a post that has none of its own: its unit's code and its name, within the limit of a code."""
    if unit is None or name is None:
        return None
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"{unit}/{plain}"[: limits.CODE_CHARS]


def missing(relation: str, where: str, field: str, key: str, kind: str, *, code: str, value: str | None, more: str = "") -> str:
    """Give the statement that tells each row of ``relation l`` for which ``where`` holds that what it names isn't there.

    ``key`` is what it names and ``kind`` what that would be; where a row that can't be taken would have said it, the code is
    DEPENDS_ON_ROW with that row, and is told only if the valid rows alone are wanted. All are SQL, words in their quotes.
    """
    pairs = ", ".join([*(["'value'", value] if value else []), *([more] if more else [])])
    return (
        "INSERT OR IGNORE INTO fault (place, code, field, params, stops) SELECT l.place,"
        f" CASE WHEN g.place IS NULL THEN {code} ELSE 'DEPENDS_ON_ROW' END, {field}, CASE WHEN g.place IS NULL THEN json_object({pairs})"
        " ELSE (SELECT params FROM row_told WHERE id = g.place) END, 1"
        f" FROM {relation} LEFT JOIN gone g ON g.kind = {kind} AND g.key = {key}"
        f" WHERE {where} AND (g.place IS NULL OR :valid)"
    )


def _by_name(names: str, code: str) -> str:
    return f"CASE WHEN (SELECT COUNT(*) FROM {names}) > 1 THEN 'AMBIGUOUS_NAME' ELSE {code} END"


_UNIT_NAMED = _by_name("unit_name n WHERE n.folded = l.unit_folded", "'UNKNOWN_UNIT'")
_PARENT_NAMED = _by_name("unit_name n WHERE n.folded = l.parent_folded", "'UNKNOWN_UNIT'")
_POST_NAMED = _by_name("post_name n WHERE n.unit = l.unit_is AND n.folded = l.position_folded", "'UNKNOWN_POSITION'")
_UNITS = "unit u JOIN unit_line l ON l.id = u.line"

FAULTS_OF_UNITS = (
    missing(
        _UNITS,
        "l.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unit_name n WHERE n.code = l.parent)",
        "'parent_code'",
        "l.parent",
        "'unit'",
        code="'UNKNOWN_UNIT'",
        value="l.parent",
    ),
    missing(
        _UNITS,
        "l.parent IS NULL AND l.parent_folded IS NOT NULL AND u.up IS NULL",
        "'parent_name'",
        "l.parent_folded",
        "'unit_name'",
        code=_PARENT_NAMED,
        value="l.parent_name",
    ),
)
FAULTS_OF_POSTS = (
    missing(
        "live_position_line l",
        "l.unit IS NOT NULL AND l.unit_is IS NULL",
        "'unit_code'",
        "l.unit",
        "'unit'",
        code="'UNKNOWN_UNIT'",
        value="l.unit",
    ),
    missing(
        "live_position_line l",
        "l.unit IS NULL AND l.unit_is IS NULL",
        "'unit_name'",
        "l.unit_folded",
        "'unit_name'",
        code=_UNIT_NAMED,
        value="COALESCE(l.unit_name, '')",
    ),
)
FAULTS_OF_LEADERS = (
    missing(
        _UNITS,
        "l.leader IS NOT NULL AND NOT EXISTS (SELECT 1 FROM any_post a WHERE a.code = l.leader)",
        "'leader_position'",
        "l.leader",
        "'post'",
        code="'UNKNOWN_POSITION'",
        value="l.leader",
        more="'unit', l.code",
    ),
)
FAULTS_OF_HELD = (
    *(
        missing(f"live_{table} l", "l.who IS NULL", "'number'", "l.employee", "'who'", code="'UNKNOWN_EMPLOYEE'", value=None)
        for table in ("assignment_line", "result_line", "expectation_line")
    ),
    *(
        missing(
            "live_assignment_line l",
            f"l.{named} IS NOT NULL AND l.{found} IS NULL",
            field,
            f"l.{named}",
            "'who'",
            code="'UNKNOWN_SUPERIOR'",
            value=None,
        )
        for field, named, found in (("'appraiser'", "appraiser", "boss"), ("'approver'", "approver", "boss_above"))
    ),
    missing(
        "live_assignment_line l",
        "l.position IS NOT NULL AND l.post IS NULL",
        "'position_code'",
        "l.position",
        "'post'",
        code="'UNKNOWN_POSITION'",
        value="l.position",
    ),
    missing(
        "live_assignment_line l",
        "l.position IS NULL AND l.unit IS NOT NULL AND l.unit_is IS NULL",
        "'unit_code'",
        "l.unit",
        "'unit'",
        code="'UNKNOWN_UNIT'",
        value="l.unit",
    ),
    missing(
        "live_assignment_line l",
        "l.position IS NULL AND l.unit IS NULL AND l.unit_is IS NULL",
        "'unit_name'",
        "l.unit_folded",
        "'unit_name'",
        code=_UNIT_NAMED,
        value="COALESCE(l.unit_name, '')",
    ),
    missing(
        "live_assignment_line l",
        "l.position IS NULL AND l.unit_is IS NOT NULL AND l.post IS NULL",
        "'position_name'",
        "l.position_folded",
        "'post_name'",
        code=_POST_NAMED,
        value="COALESCE(l.position_name, '')",
    ),
)


def run_all(staging: Staging, statements: Iterable[str], params: dict[str, object]) -> None:
    """Run statements one after the other."""
    for sql in statements:
        staging.run(sql, params)
