"""What the model answers to commands on people: absences, acting officers, legal status, lines set by hand, imports."""

from collections.abc import Callable
from datetime import date

from tests.faults.stateful.asks import Ask
from tests.faults.stateful.judging import Verdict, cycle, edit, edit_plan, extend, move, plan_cycle, refused, repeated
from tests.faults.stateful.town import ADMINS, Dated, Town, overlapping


def _changed(town: Town, ask: Ask, person: str, *, not_own: bool) -> str | None:
    """Judge what every command on an employee asks for; None if nothing is against it."""
    if ask.who == "foreigner":
        return "NOT_FOUND"
    if again := repeated(town, ask):
        return again
    if ask.who not in ADMINS or (not_own and person == ask.who):
        return "NOT_PERMITTED"
    if ask.version is not None and ask.version != town.employees[person]:
        return "STALE"
    return None


def _raise(town: Town, person: str) -> None:
    town.employees[person] += 1
    town.events += 1


def follow(town: Town, rows: list[Dated], fresh: Dated) -> Callable[[], None] | None:
    """Let a row begin in a series in which one holds at a time; None if it can't."""
    meanwhile = overlapping(rows, fresh.since, fresh.until)
    if any(row.since > fresh.since for row in meanwhile):
        return None
    same = next((row for row in meanwhile if row.since == fresh.since), None)
    if same is not None and (same.says, same.until) == (fresh.says, fresh.until):
        return None

    def done() -> None:
        for row in meanwhile:
            if row is not same:
                row.until = fresh.since
        if same is not None:
            same.says, same.until = fresh.says, fresh.until
        else:
            rows.append(fresh)

    return done


def _ordered(since: date, until: date | None) -> bool:
    return until is None or since < until


def set_line(town: Town, ask: Ask) -> Verdict:
    """Judge a line set by hand, both people named; nobody sets their own, nor one that names them."""
    person = town.appraisals[ask.of].person
    appraiser, approver = ask.text("appraiser"), ask.text("approver")
    if against := _changed(town, ask, ask.who if ask.who in (appraiser, approver) else person, not_own=True):
        return refused(against)
    if len({person, appraiser, approver}) < 3 or not _ordered(ask.day("since"), _until(ask)):
        return refused("INVALID")
    rows = town.by_hand.setdefault(ask.of, [])
    fresh = Dated(ask.text("name"), ask.day("since"), _until(ask), (appraiser, approver))
    return _followed(town, person, follow(town, rows, fresh))


def legal_status(town: Town, ask: Ask) -> Verdict:
    """Judge a legal status recorded."""
    if against := _changed(town, ask, ask.of, not_own=True):
        return refused(against)
    if not _ordered(ask.day("since"), _until(ask)):
        return refused("INVALID")
    fresh = Dated(ask.text("name"), ask.day("since"), _until(ask), (ask.text("status"),))
    return _followed(town, ask.of, follow(town, town.statuses.setdefault(ask.of, []), fresh))


def _followed(town: Town, person: str, written: Callable[[], None] | None) -> Verdict:
    if written is None:
        return refused("INVALID")

    def done() -> None:
        written()
        _raise(town, person)

    return "DONE", done


def record_absence(town: Town, ask: Ask) -> Verdict:
    """Judge an absence."""
    if against := _changed(town, ask, ask.of, not_own=False):
        return refused(against)
    return _begun(town, ask, ask.of, town.away.setdefault(ask.of, []), Dated(ask.text("name"), ask.day("since"), _until(ask)))


def start_acting(town: Town, ask: Ask) -> Verdict:
    """Judge that somebody acts daily in the post that leads a unit."""
    if against := _changed(town, ask, ask.of, not_own=True):
        return refused(against)
    rows = town.acting.setdefault(ask.text("unit"), [])
    fresh = Dated(ask.text("name"), ask.day("since"), _until(ask), (ask.of,))
    return _begun(town, ask, ask.of, rows, fresh)


def _begun(town: Town, ask: Ask, person: str, rows: list[Dated], fresh: Dated) -> Verdict:
    same = [row for row in overlapping(rows, fresh.since, fresh.until) if row.says == fresh.says]
    if not _ordered(fresh.since, fresh.until) or same:
        return refused("INVALID")

    def done() -> None:
        rows.append(fresh)
        _raise(town, person)

    return "DONE", done


def end(town: Town, ask: Ask) -> Verdict:
    """Judge that a dated row ends earlier than was known: an absence, an acting officer's days, or a line by hand."""
    kinds = {"END_ABSENCE": town.away, "END_ACTING": town.acting, "END_LINE": town.by_hand}
    holder, row = next((name, one) for name, rows in kinds[ask.what].items() for one in rows if one.name == ask.of)
    person = {"END_ABSENCE": holder, "END_ACTING": row.says[0] if row.says else holder}.get(ask.what) or town.appraisals[holder].person
    if against := _changed(town, ask, person, not_own=ask.what != "END_ABSENCE"):
        return refused(against)
    until = ask.day("until")
    if until <= row.since or (row.until is not None and row.until <= until):
        return refused("INVALID")

    def done() -> None:
        row.until = until
        _raise(town, person)

    return "DONE", done


def bring_in(town: Town, ask: Ask) -> Verdict:
    """Judge an import, by whoever holds the database: another name, the stranger's transfer, or a file that was there before."""
    if ask.what == "IMPORT_NAME":
        if town.names.get(ask.of) == ask.text("name"):
            return "UNCHANGED", None

        def named() -> None:
            town.names[ask.of] = ask.text("name")
            _raise(town, ask.of)

        return "DONE", named
    if town.moved_on is not None:
        return "UNCHANGED", None

    def moved() -> None:
        town.moved_on = ask.day("since")
        _raise(town, "stranger")

    return "DONE", moved


def _until(ask: Ask) -> date | None:
    value = ask.arg("until")
    return value if isinstance(value, date) else None


JUDGES: dict[str, Callable[[Town, Ask], Verdict]] = {
    **dict.fromkeys(("SUBMIT", "SUBMIT_IN_ABSENCE", "WITHDRAW", "RETURN", "REVIEW", "RECALL", "APPROVE", "VOID"), move),
    **dict.fromkeys(("OPEN", "CLOSE", "REOPEN"), cycle),
    **dict.fromkeys(("END_ABSENCE", "END_ACTING", "END_LINE"), end),
    **dict.fromkeys(("IMPORT_NAME", "IMPORT_MOVE"), bring_in),
    "PLAN": plan_cycle,
    "EXTEND": extend,
    "EDIT": edit,
    "EDIT_PLAN": edit_plan,
    "SET_LINE": set_line,
    "LEGAL_STATUS": legal_status,
    "ABSENCE": record_absence,
    "ACT": start_acting,
}
"""Every action that the histories try, with who judges it in the model."""


def judge(town: Town, ask: Ask) -> Verdict:
    """Tell what a command answers, and what it does if it is done; a dry run does nothing."""
    code, done = JUDGES[ask.what](town, ask)
    if code != "DONE" or done is None or ask.dry:
        return code, None

    def kept() -> None:
        done()
        if ask.key:
            town.keys[ask.who, ask.key] = (ask.known_as(), town.now)

    return code, kept
