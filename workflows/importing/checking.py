"""The checks of a staged import, one set of rows after the other, as often as rows are left out."""

from collections.abc import Callable
from datetime import date

from workflows.importing import conflicts, resolving
from workflows.importing.chains import tell_line_circles, tell_unit_circles
from workflows.importing.outcome import RowsTaken
from workflows.importing.staging import Staging

Step = Callable[[Staging, dict[str, object]], None]


def check(staging: Staging, effective: date, rows: RowsTaken) -> None:
    """Check all staged rows against each other and what is known; what is wrong is kept in the staging.

    With VALID, rows with a fault are left out and the rest is checked again, until what is left stands by itself.
    """
    staging.function("made_code", 2, resolving.made_code)
    params: dict[str, object] = {"effective": effective.isoformat(), "valid": rows is RowsTaken.VALID}
    while True:
        left_out = 0
        for step in _STEPS:
            step(staging, params)
            # At once: what refers to a row with a fault says nothing of its own.
            left_out += leave_out(staging)
        if rows is RowsTaken.ALL or not left_out:
            return


def leave_out(staging: Staging) -> int:
    """Leave out the rows that have got a fault which stops; give how many."""
    found = staging.run("UPDATE place SET rejected = 1 WHERE rejected = 0 AND id IN (SELECT place FROM fault WHERE stops)")
    if found:
        resolving.run_all(staging, conflicts.LEAVE, {})
    return found


def _running(*statements: str) -> Step:
    return lambda staging, params: resolving.run_all(staging, statements, params)


_STEPS: tuple[Step, ...] = (
    _running(*resolving.KEPT, *conflicts.CONFLICTS_OF_UNITS),
    _running(*resolving.PARENTS, *resolving.FAULTS_OF_UNITS),
    lambda staging, _: tell_unit_circles(staging),
    _running(*resolving.POSTS, *conflicts.CONFLICTS_OF_POSTS, *resolving.FAULTS_OF_POSTS),
    _running(*resolving.FAULTS_OF_LEADERS),
    _running(*resolving.PEOPLE, *conflicts.CONFLICTS_OF_PEOPLE),
    _running(*resolving.HELD, *resolving.FAULTS_OF_HELD),
    _running(*conflicts.SINGLE_POSTS, *conflicts.CONFLICTS_OF_HELD),
    lambda staging, _: tell_line_circles(staging),
    lambda staging, params: resolving.run_all(staging, conflicts.DEPENDING if params["valid"] else (), params),
)
