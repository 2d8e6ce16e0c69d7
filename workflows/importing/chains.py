"""Circles among staged rows: a unit that stands above itself, a person who would appraise whoever appraises them, with the way round.

Both are found by peeling: what has nothing above it, or nothing below, is in no circle; what is left is.
"""

from collections.abc import Iterator

from workflows.importing.staging import Staging

SHOWN = 12
"""How many steps of a circle are told; a longer one is cut."""

_FAULT = "INSERT OR IGNORE INTO fault (place, code, field, params, stops) VALUES (?, ?, ?, json_object(?, ?), 1)"


def tell_unit_circles(staging: Staging) -> None:
    """Tell each circle of the unit tree once, at the first row that is part of it, with the units' codes on the way round."""
    staging.run("DELETE FROM edge")
    staging.run("INSERT INTO edge SELECT line, code, up, code FROM unit WHERE up IS NOT NULL")
    staging.run("INSERT INTO edge SELECT NULL, code, up, code FROM known_unit WHERE up IS NOT NULL AND code NOT IN (SELECT code FROM unit)")
    for line, steps in _circles(staging):
        place = staging.value("SELECT place FROM unit_line WHERE id = ?", (line,))
        staging.run(_FAULT, (place, "UNIT_CYCLE", "parent_code", "units", _told(steps)))


def tell_line_circles(staging: Staging) -> None:
    """Tell each circle among the appraisers of definitive posts, at its first row, with the way round.

    They are those whom the rows name and, where the rows leave them as they are, those set by hand before: a step is a row, or the post
    for which the line was set.
    """
    staging.run("DELETE FROM edge")
    staging.run(
        "INSERT INTO edge SELECT l.id, l.who, l.boss, p.row FROM live_assignment_line l JOIN place p ON p.id = l.place WHERE"
        " l.kind = 'DEFINITIVE' AND l.valid_to IS NULL AND l.who IS NOT NULL AND l.boss IS NOT NULL AND l.who <> l.boss"
    )
    # A definitive post that the files don't list for somebody ends, and its line with it.
    staging.run(
        "INSERT INTO edge SELECT NULL, k.who, k.boss, k.post FROM known_line k WHERE k.who NOT IN (SELECT low FROM edge) AND (NOT EXISTS"
        " (SELECT 1 FROM live_assignment_line l WHERE l.who = k.who AND l.kind = 'DEFINITIVE') OR EXISTS (SELECT 1 FROM"
        " live_assignment_line l WHERE l.who = k.who AND l.kind = 'DEFINITIVE' AND l.valid_to IS NULL AND l.post = k.post))"
    )
    for line, steps in _circles(staging):
        place = staging.value("SELECT place FROM assignment_line WHERE id = ?", (line,))
        staging.run(_FAULT, (place, "LINE_CYCLE", "appraiser", "rows", _told(steps)))


def _circles(staging: Staging) -> Iterator[tuple[int, list[str]]]:
    """Give each circle that a row is part of: its first row's line, and the steps from there round to it again."""
    while circle := _circle(staging):
        lines = [line for line, _ in circle if line is not None]
        # One that stands already without any of the rows isn't theirs.
        if lines:
            at = next(index for index, one in enumerate(circle) if one[0] == min(lines))
            steps = [told for _, told in [*circle[at:], *circle[:at]]]
            yield min(lines), [*steps, steps[0]]


def _circle(staging: Staging) -> list[tuple[int | None, str]]:
    """Take one circle out of the edges: the line and what is told of each, upwards; empty when there is none."""
    while staging.run("DELETE FROM edge WHERE high NOT IN (SELECT low FROM edge)"):
        pass
    while staging.run("DELETE FROM edge WHERE low NOT IN (SELECT high FROM edge)"):
        pass
    at = staging.value("SELECT low FROM edge ORDER BY line IS NULL, line LIMIT 1")
    way: dict[str, tuple[int | None, str]] = {}
    while at is not None and at not in way:
        line, above, told = next(staging.rows("SELECT line, high, told FROM edge WHERE low = ? ORDER BY line IS NULL, line LIMIT 1", (at,)))
        way[at] = line, str(told)
        at = above
    if at is None:
        return []
    names = list(way)
    circle = names[names.index(at) :]
    for name in circle:
        staging.run("DELETE FROM edge WHERE low = ?", (name,))
    return [way[name] for name in circle]


def _told(steps: list[str]) -> str:
    if len(steps) > SHOWN:
        steps = [*steps[: SHOWN - 2], "…", steps[-1]]
    return " → ".join(steps)
