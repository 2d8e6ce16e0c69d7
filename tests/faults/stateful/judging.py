"""What the model answers to a command on an appraisal or its cycle: DONE, REPLAYED, UNCHANGED or the refusal's code, and what it does then.

The order of the checks is the design's: hidden is NOT_FOUND, the key, the right, the version, the state, the conditions.
"""

from collections.abc import Callable
from datetime import timedelta

from tests.faults.stateful.asks import Ask
from tests.faults.stateful.town import (
    ADMINS,
    EDITED_TEXT,
    KEPT_DAYS,
    PERIOD_ENDS,
    REVIEWED_TEXT,
    SUBMISSION,
    Appraisal,
    Extension,
    Town,
    current,
)

Verdict = tuple[str, Callable[[], None] | None]
LEADS_TO = {
    ("SUBMIT", "DRAFT"): "SUBMITTED",
    ("SUBMIT_IN_ABSENCE", "DRAFT"): "SUBMITTED",
    ("WITHDRAW", "SUBMITTED"): "DRAFT",
    ("RETURN", "SUBMITTED"): "DRAFT",
    ("RETURN", "REVIEWED"): "SUBMITTED",
    ("REVIEW", "SUBMITTED"): "REVIEWED",
    ("RECALL", "REVIEWED"): "SUBMITTED",
    ("APPROVE", "REVIEWED"): "APPROVED",
    ("VOID", "DRAFT"): "DRAFT",
    ("VOID", "SUBMITTED"): "SUBMITTED",
}
MOVES = tuple(dict.fromkeys(action for action, _ in LEADS_TO))
PREDICATES = {
    "ABOVE ABOVE": "VERY_GOOD",
    "ABOVE MEETS": "GOOD",
    "ABOVE BELOW": "POOR",
    "MEETS ABOVE": "GOOD",
    "MEETS MEETS": "GOOD",
    "MEETS BELOW": "POOR",
    "BELOW ABOVE": "NEEDS_IMPROVEMENT",
    "BELOW MEETS": "NEEDS_IMPROVEMENT",
    "BELOW BELOW": "VERY_POOR",
}


def refused(code: str) -> Verdict:
    """Give a verdict that changes nothing."""
    return code, None


def repeated(town: Town, ask: Ask) -> str | None:
    """Tell what a key that was used before answers, if it was."""
    known = town.keys.get((ask.who, ask.key or "")) if ask.key and not ask.dry else None
    if known is None or known[1] <= town.now - timedelta(days=KEPT_DAYS):
        return None
    return "REPLAYED" if known[0] == ask.known_as() else "CONFLICT"


def move(town: Town, ask: Ask) -> Verdict:
    """Judge a move of an appraisal."""
    one = town.appraisals[ask.of]
    if not town.sees(ask.of, ask.who):
        return refused("NOT_FOUND")
    if again := repeated(town, ask):
        return refused(again)
    if not _may(town, ask, one):
        return refused("NOT_PERMITTED")
    if ask.version != one.version:
        return refused("STALE")
    target = LEADS_TO.get((ask.what, one.state))
    if target is None or (ask.what, one.state, town.route_of(ask.of) != "SUPERIOR") == ("RETURN", "REVIEWED", True):
        return refused("ILLEGAL_TRANSITION")
    if town.cycle_state != "OPEN" or one.voided or not _holds(town, ask, one):
        return refused("BLOCKED")
    return "DONE", lambda: _moved(town, ask, one, target)


def _may(town: Town, ask: Ask, one: Appraisal) -> bool:
    own = ask.who == one.person
    appraiser = town.appraises(ask.of, ask.who) and not own
    approver = town.approves(ask.of, ask.who) and not own
    superior = town.route_of(ask.of) == "SUPERIOR"
    stranger_to_it = ask.who != one.absent_by
    match ask.what:
        case "SUBMIT" | "WITHDRAW":
            return own
        case "SUBMIT_IN_ABSENCE" | "VOID":
            return ask.who in ADMINS and not own
        case "RECALL":
            return appraiser
        case "REVIEW":
            return appraiser and stranger_to_it
        case "APPROVE":
            if superior:
                return approver and stranger_to_it and ask.who != one.appraiser
            return appraiser and stranger_to_it
        case _:
            # Where the state has a row of its own that one decides, elsewhere either of them.
            of_approver = superior and approver and stranger_to_it and ask.who != one.appraiser
            if superior and one.state == "REVIEWED":
                return of_approver
            return appraiser if one.state == "SUBMITTED" else appraiser or of_approver


def _holds(town: Town, ask: Ask, one: Appraisal) -> bool:
    exempt, today, end = town.exempt(one.person, town.today), town.today, town.submission_end(ask.of)
    appraised = (one.appraiser or town.line(ask.of)[0]) is not None
    planned = any(main for main, _ in one.results) and all(indicators for _, indicators in one.results)
    reason = bool(ask.arg("reason"))
    match ask.what:
        case "SUBMIT":
            realised = set(one.indicators) <= one.realised
            within = SUBMISSION[0] <= today < end
            return not exempt and within and appraised and planned and realised and one.self_appraisal is not None
        case "SUBMIT_IN_ABSENCE":
            return (today >= end or exempt) and appraised and planned and reason
        case "WITHDRAW":
            return not exempt and SUBMISSION[0] <= today < end
        case "REVIEW":
            rated = (ask.arg("results") or one.result_rating) and (ask.arg("behaviour") or one.behaviour_rating)
            overall = one.overall if ask.arg("feedback") is None else ask.arg("feedback")
            return bool(rated and overall and (ask.arg("confirm") or not one.plan_edited))
        case "VOID":
            return reason and ask.arg("kind") is not None
        case "APPROVE":
            return True
        case _:
            return reason


def _moved(town: Town, ask: Ask, one: Appraisal, target: str) -> None:
    match ask.what:
        case "SUBMIT" | "WITHDRAW":
            one.absent_by = None
        case "SUBMIT_IN_ABSENCE":
            one.absent_by = ask.who
        case "RETURN" if target == "DRAFT":
            one.absent_by = None
            one.resubmit = max(one.resubmit or town.today, town.working_days(3) + timedelta(days=1))
        case "RETURN" | "RECALL":
            one.appraiser = None
        case "REVIEW":
            one.appraiser = ask.who
            one.result_rating = str(ask.arg("results") or one.result_rating)
            one.behaviour_rating = str(ask.arg("behaviour") or one.behaviour_rating)
            if ask.arg("feedback") is not None:
                one.said = REVIEWED_TEXT if ask.arg("feedback") else None
        case "APPROVE":
            one.route, one.approver, one.delivered = town.route_of(ask.of), ask.who, True
        case "VOID":
            one.voided = True
    one.state = target
    one.version += 1
    town.events += 1


def cycle(town: Town, ask: Ask) -> Verdict:
    """Judge a move of the cycle: everybody of the agency sees it, an admin moves it."""
    if ask.who == "foreigner":
        return refused("NOT_FOUND")
    if again := repeated(town, ask):
        return refused(again)
    if ask.who not in ADMINS:
        return refused("NOT_PERMITTED")
    if ask.version != town.cycle_version:
        return refused("STALE")
    target = {("OPEN", "OPEN"): "OPEN", ("CLOSE", "OPEN"): "CLOSED", ("REOPEN", "CLOSED"): "OPEN"}.get((ask.what, town.cycle_state))
    if target is None:
        return refused("ILLEGAL_TRANSITION")
    undecided = any(one.open for one in town.appraisals.values())
    if not ask.arg("reason") and (ask.what == "REOPEN" or (ask.what == "CLOSE" and undecided)):
        return refused("BLOCKED")
    return "DONE", lambda: _cycle_moved(town, ask, target)


def _cycle_moved(town: Town, ask: Ask, target: str) -> None:
    town.cycle_state = target
    town.cycle_version += 1
    town.events += 1
    newcomer = town.moved_on is not None and town.moved_on < PERIOD_ENDS and "stranger-moved" not in town.appraisals
    if ask.what == "OPEN" and newcomer and not town.exempt("stranger", town.today):
        town.appraisals["stranger-moved"] = Appraisal("stranger", town.appraisals["colleague"].unit)
        # The appraisal's event and that of the plan which it stands on.
        town.events += 2


def plan_cycle(town: Town, ask: Ask) -> Verdict:
    """Judge the planning of another cycle."""
    if again := repeated(town, ask):
        return refused(again)
    if ask.who not in ADMINS:
        return refused("NOT_PERMITTED")
    starts, ends = ask.day("starts"), ask.day("ends")
    if starts >= ends or starts in town.planned:
        return refused("INVALID")

    def done() -> None:
        town.planned.append(starts)
        town.events += 1

    return "DONE", done


def extend(town: Town, ask: Ask) -> Verdict:
    """Judge an extension of a window."""
    until, scope = ask.day("until"), ask.text("scope")
    if until <= town.today or until.year > town.today.year + 1 or not ask.arg("reason"):
        return refused("INVALID")
    one = town.appraisals[ask.of] if scope == "APPRAISAL" else None
    if ask.who == "foreigner" or (one is not None and not town.sees(ask.of, ask.who)):
        return refused("NOT_FOUND")
    if again := repeated(town, ask):
        return refused(again)
    if ask.who not in ADMINS or (one is not None and one.person == ask.who):
        return refused("NOT_PERMITTED")
    if ask.version is not None and ask.version != (town.cycle_version if one is None else one.version):
        return refused("STALE")
    if town.cycle_state != "OPEN" or (one is not None and not one.open):
        return refused("BLOCKED")

    def done() -> None:
        if ask.arg("kind") == "SUBMISSION":
            town.extensions.append(Extension(scope, ask.of or None, until, ask.who))
        if one is None:
            town.cycle_version += 1
        else:
            one.version += 1
        town.events += 1

    return "DONE", done


def edit(town: Town, ask: Ask) -> Verdict:
    """Judge ``editAppraisal``: one part at a time, or nothing at all."""
    one, part = town.appraisals[ask.of], ask.text("part")
    if not town.sees(ask.of, ask.who):
        return refused("NOT_FOUND")
    if again := repeated(town, ask):
        return refused(again)
    own = ask.who == one.person
    writer = {"selfAppraisal": own, "realisations": own, "nothing": True}.get(part, town.appraises(ask.of, ask.who) and not own)
    if not writer:
        return refused("NOT_PERMITTED")
    if ask.version != one.version:
        return refused("STALE")
    while_in = {"selfAppraisal": "DRAFT", "realisations": "DRAFT", "nothing": one.state}.get(part, "SUBMITTED")
    if one.state != while_in or town.cycle_state != "OPEN" or one.voided:
        return refused("BLOCKED")
    if part == "nothing" or (part == "realisations" and not set(_named(ask)) <= set(one.indicators)):
        return refused("INVALID")
    if _as_asked(ask, one, part):
        return refused("UNCHANGED")
    return "DONE", lambda: _edited(town, ask, one, part)


def _named(ask: Ask) -> list[str]:
    return ask.text("names").split()


def _as_asked(ask: Ask, one: Appraisal, part: str) -> bool:
    value = ask.arg("value")
    match part:
        case "feedback":
            return one.said == (EDITED_TEXT if value else None)
        case "realisations":
            return set(_named(ask)) <= one.retold if value else not set(_named(ask)) & one.realised
        case _:
            names = {"selfAppraisal": "self_appraisal", "resultRating": "result_rating", "behaviourRating": "behaviour_rating"}
            held: str | None = getattr(one, names.get(part, part))
            return held == value


def _edited(town: Town, ask: Ask, one: Appraisal, part: str) -> None:
    value = ask.arg("value")
    told = None if value is None else str(value)
    match part:
        case "selfAppraisal":
            one.self_appraisal = told
        case "recommendation":
            one.recommendation = told
        case "resultRating":
            one.result_rating = told
        case "behaviourRating":
            one.behaviour_rating = told
        case "feedback":
            one.said = EDITED_TEXT if value else None
        case "realisations":
            names = set(_named(ask))
            one.realised = one.realised | names if value else one.realised - names
            one.retold = one.retold | names if value else one.retold - names
    one.version += 1
    town.events += 1


def edit_plan(town: Town, ask: Ask) -> Verdict:
    """Judge ``editPlan``: the employee adds or takes out a result, the appraiser writes an expectation."""
    one, part = town.appraisals[ask.of], ask.text("part")
    if not town.sees_plan(ask.of, ask.who):
        return refused("NOT_FOUND")
    if again := repeated(town, ask):
        return refused(again)
    own = ask.who == one.person
    if part != "nothing" and not (own if part != "expectation" else town.line(ask.of)[0] == ask.who and not own):
        return refused("NOT_PERMITTED")
    if ask.version != one.plan_version:
        return refused("STALE")
    if part != "nothing" and (one.state != "DRAFT" or one.voided or town.cycle_state != "OPEN"):
        return refused("BLOCKED")
    if part == "nothing" or (part == "take out" and not one.results):
        return refused("INVALID")
    if part == "expectation" and one.expected:
        return refused("UNCHANGED")

    def done() -> None:
        if part == "expectation":
            one.expected = True
        elif part == "take out":
            one.results.pop()
        else:
            one.results.append((part != "additional", [] if part == "bare" else [town.fresh("indicator")]))
        one.plan_version += 1
        one.plan_edited = True
        town.events += 1

    return "DONE", done


def predicate(one: Appraisal) -> str | None:
    """Give the predicate of the two ratings; None until both are there."""
    return PREDICATES.get(f"{one.result_rating} {one.behaviour_rating}")


def status_of(town: Town, person: str) -> str:
    """Give the legal status of today."""
    return next((row.says[0] for row in current(town.statuses.get(person, ()), town.today)), "ACTIVE")
