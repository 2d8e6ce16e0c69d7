"""Circles among staged rows: a unit that stands above itself, a person who would appraise whoever appraises them, with the way round.

Both are found by peeling: what has nothing above it, or nothing below, is in no circle; what is left is.
"""

from workflows.importing.staging import Staging

SHOWN = 12
"""How many steps of a circle are told; a longer one is cut."""

_FAULT = "INSERT OR IGNORE INTO fault (place, code, field, params, stops) VALUES (?, ?, ?, json_object(?, ?), 1)"


def tell_unit_circles(staging: Staging) -> None:
    """Tell each circle of the unit tree once, at the first row that is part of it, with the units' codes on the way round."""
    staging.run("DELETE FROM edge")
    staging.run("INSERT INTO edge SELECT line, code, up FROM unit WHERE up IS NOT NULL")
    staging.run("INSERT INTO edge SELECT NULL, code, up FROM known_unit WHERE up IS NOT NULL AND code NOT IN (SELECT code FROM unit)")
    while circle := _circle(staging):
        line = min(line for line, _ in circle if line is not None)
        at = next(index for index, one in enumerate(circle) if one[0] == line)
        codes = [code for _, code in [*circle[at:], *circle[:at]]]
        place = staging.value("SELECT place FROM unit_line WHERE id = ?", (line,))
        staging.run(_FAULT, (place, "UNIT_CYCLE", "parent_code", "units", _told([*codes, codes[0]])))


def tell_line_circles(staging: Staging) -> None:
    """Tell each circle among the appraisers that the rows name for definitive posts, at its first row, with the rows on the way round."""
    staging.run("DELETE FROM edge")
    staging.run(
        "INSERT INTO edge SELECT id, who, boss FROM live_assignment_line WHERE kind = 'DEFINITIVE' AND valid_to IS NULL AND who IS NOT NULL"
        " AND boss IS NOT NULL AND who <> boss"
    )
    while circle := _circle(staging):
        line = min(line for line, _ in circle if line is not None)
        at = next(index for index, one in enumerate(circle) if one[0] == line)
        places = [
            staging.value("SELECT place FROM assignment_line WHERE id = ?", (one,))
            for one, _ in [*circle[at:], *circle[:at]]
            if one is not None
        ]
        rows = [str(staging.value("SELECT row FROM place WHERE id = ?", (place,))) for place in places]
        staging.run(_FAULT, (places[0], "LINE_CYCLE", "appraiser", "rows", _told([*rows, rows[0]])))


def _circle(staging: Staging) -> list[tuple[int | None, str]]:
    """Take one circle out of the edges: the line and the lower end of each, upwards; empty when there is none."""
    while staging.run("DELETE FROM edge WHERE high NOT IN (SELECT low FROM edge)"):
        pass
    while staging.run("DELETE FROM edge WHERE low NOT IN (SELECT high FROM edge)"):
        pass
    at = staging.value("SELECT low FROM edge ORDER BY line LIMIT 1")
    way: dict[str, int | None] = {}
    while at is not None and at not in way:
        line, above = next(staging.rows("SELECT line, high FROM edge WHERE low = ? ORDER BY line LIMIT 1", (at,)))
        way[at] = line
        at = above
    if at is None:
        return []
    names = list(way)
    circle = [(way[name], name) for name in names[names.index(at) :]]
    for _, name in circle:
        staging.run("DELETE FROM edge WHERE low = ?", (name,))
    return circle


def _told(steps: list[str]) -> str:
    if len(steps) > SHOWN:
        steps = [*steps[: SHOWN - 2], "…", steps[-1]]
    return " → ".join(steps)
