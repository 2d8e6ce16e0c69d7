"""What holds for the lines of any town, and that recomputing what a change touches gives the same as computing all."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import ApprovalRoute, AssignmentKind, LineRule
from tests.workflows.lines_town import ident
from workflows.lines.closure import compute_closure
from workflows.lines.computing import compute_lines
from workflows.lines.reach import Change, touched
from workflows.lines.structure import Away, HandSet, Holder, Leadership, Line, Placement, Post, Route, Structure

START = date(2026, 1, 1)
UNITS = [ident(f"unit{n}") for n in range(6)]
LEADERS = [ident(f"lead{n}") for n in range(6)]
CLERKS = [ident(f"clerk{n}") for n in range(6)]
PEOPLE = [ident(f"person{n}") for n in range(7)]
days = st.integers(0, 40).map(lambda n: START + timedelta(days=n))
ends = st.one_of(st.none(), st.integers(1, 30))


@st.composite
def interval(draw: st.DrawFn) -> tuple[date, date | None]:
    start, length = draw(days), draw(ends)
    return start, None if length is None else start + timedelta(days=length)


@st.composite
def placements(draw: st.DrawFn) -> list[Placement]:
    """Each unit under one of a lower number, so that no circle arises; some move once."""
    rows = []
    for n, unit in enumerate(UNITS):
        parents = st.sampled_from(UNITS[:n]) if n else st.none()
        if n and draw(st.booleans()):
            moves = START + timedelta(days=draw(st.integers(1, 40)))
            rows += [Placement(unit, draw(parents), START, moves), Placement(unit, draw(parents), moves)]
        else:
            rows.append(Placement(unit, draw(parents), START))
    return rows


@st.composite
def holder(draw: st.DrawFn, name: UUID) -> Holder:
    start, end = draw(interval())
    return Holder(
        name, draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(LEADERS + CLERKS)), draw(st.sampled_from(AssignmentKind)), start, end
    )


@st.composite
def structures(draw: st.DrawFn) -> Structure:
    led = draw(st.sets(st.sampled_from(range(6)), min_size=3))
    holders = [draw(holder(ident(f"asg{n}"))) for n in range(draw(st.integers(3, 12)))]
    away = [Away(draw(st.sampled_from(PEOPLE)), *draw(interval())) for _ in range(draw(st.integers(0, 3)))]
    routes = [Route(draw(st.sampled_from(UNITS)), ApprovalRoute.APPRAISER, *draw(interval())) for _ in range(draw(st.integers(0, 2)))]
    by_hand = []
    for n in range(draw(st.integers(0, 2))):
        appraiser, approver = draw(st.sampled_from(PEOPLE)), draw(st.one_of(st.none(), st.sampled_from(PEOPLE)))
        named = None if approver == appraiser else approver
        by_hand.append(HandSet(ident(f"hand{n}"), draw(st.sampled_from(holders)).assignment_id, appraiser, named, *draw(interval())))
    return Structure(
        ApprovalRoute.SUPERIOR,
        tuple(draw(placements())),
        tuple(Leadership(UNITS[n], LEADERS[n], START) for n in sorted(led)),
        tuple(routes),
        tuple(Post(LEADERS[n], UNITS[n]) for n in range(6)) + tuple(Post(CLERKS[n], UNITS[n]) for n in range(6)),
        tuple(holders),
        tuple(away),
        tuple(by_hand),
    )


def by_assignment(lines: list[Line]) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = {}
    for line in lines:
        found.setdefault(line.assignment_id, []).append(line)
    return found


@given(structures())
@settings(max_examples=150, deadline=None)
def test_lines_cover_every_day_from_the_first_on_and_join_equal_days(structure: Structure) -> None:
    found = by_assignment(compute_lines(structure))
    assert set(found) == {one.assignment_id for one in structure.holders}
    for one in structure.holders:
        lines = found[one.assignment_id]
        assert lines[0].valid_from == one.valid_from
        assert lines[-1].valid_to is None
        for line, following in pairwise(lines):
            assert line.valid_to == following.valid_from
            assert line.verdict != following.verdict


@given(structures())
@settings(max_examples=150, deadline=None)
def test_three_people_and_a_reason_for_everyone_who_is_missing(structure: Structure) -> None:
    for line in compute_lines(structure):
        verdict = line.verdict
        assert line.employee_id not in (verdict.appraiser_id, verdict.approver_id)
        assert verdict.appraiser_id is None or verdict.appraiser_id != verdict.approver_id
        assert verdict.because
        if verdict.route is ApprovalRoute.SOLE_AUTHORITY:
            assert verdict.approver_id is None
        if verdict.appraiser_id is None:
            assert verdict.rule in (LineRule.VACANT, LineRule.TOP)


@given(structures())
@settings(max_examples=100, deadline=None)
def test_no_approver_by_post_is_appraised_by_the_appraiser_whose_work_they_approve(structure: Structure) -> None:
    """On a day, whoever approves above an appraiser never has that appraiser as a superior in the post they approve in."""
    plain = replace(structure, hand_set=())
    found = by_assignment(compute_lines(plain))
    ends = {one.assignment_id: one.valid_to or date.max for one in plain.holders}
    for line in (one for lines in found.values() for one in lines):
        post = line.verdict.approver_assignment_id
        if post is None or line.verdict.rule is LineRule.PREDECESSOR_POST or line.verdict.appraiser_id is None:
            continue
        for above in found[post]:
            overlaps = above.valid_from < (line.valid_to or date.max) and line.valid_from < (above.valid_to or date.max)
            if overlaps and above.valid_from < ends[post]:
                assert above.verdict.appraiser_id != line.verdict.appraiser_id


@given(structures(), st.data())
@settings(max_examples=200, deadline=None)
def test_recomputing_what_a_change_touches_equals_computing_all(before: Structure, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(before.holders) - 1))
    old = before.holders[index]
    match data.draw(st.sampled_from(["end", "add", "absence", "route", "leader", "move", "hand"])):
        case "end":
            new = replace(old, valid_to=old.valid_from + timedelta(days=3))
            after = replace(before, holders=(*before.holders[:index], new, *before.holders[index + 1 :]))
            change = Change(
                positions=frozenset({old.position_id}), employees=frozenset({old.employee_id}), assignments=frozenset({old.assignment_id})
            )
        case "add":
            new = data.draw(holder(ident("new")))
            after = replace(before, holders=(*before.holders, new))
            change = Change(
                positions=frozenset({new.position_id}), employees=frozenset({new.employee_id}), assignments=frozenset({new.assignment_id})
            )
        case "absence":
            after = replace(before, away=(*before.away, Away(old.employee_id, *data.draw(interval()))))
            change = Change(employees=frozenset({old.employee_id}))
        case "route":
            unit = data.draw(st.sampled_from(UNITS))
            after = replace(before, routes=(*before.routes, Route(unit, ApprovalRoute.APPRAISER, data.draw(days))))
            change = Change(units=frozenset({unit}))
        case "leader":
            n = data.draw(st.integers(0, 5))
            after = replace(before, leaderships=(*before.leaderships, Leadership(UNITS[n], LEADERS[n], data.draw(days))))
            change = Change(units=frozenset({UNITS[n]}))
        case "move":
            n = data.draw(st.integers(1, 5))
            on = START + timedelta(days=50)
            stays = [row if row.unit_id != UNITS[n] or row.valid_to else replace(row, valid_to=on) for row in before.placements]
            after = replace(before, placements=(*stays, Placement(UNITS[n], UNITS[0], on)))
            change = Change(units=frozenset({UNITS[n]}))
        case _:
            appraiser = data.draw(st.sampled_from(PEOPLE))
            after = replace(before, hand_set=(*before.hand_set, HandSet(ident("set"), old.assignment_id, appraiser, None, data.draw(days))))
            change = Change(assignments=frozenset({old.assignment_id}))
    kept = by_assignment(compute_lines(before))
    kept.update(by_assignment(compute_lines(after, touched(after, change))))
    assert kept == by_assignment(compute_lines(after))


@given(placements())
@settings(max_examples=100, deadline=None)
def test_the_closure_agrees_with_climbing_day_by_day(rows: list[Placement]) -> None:
    pairs = compute_closure(rows)
    for day in (START, START + timedelta(days=20), START + timedelta(days=60)):
        for unit in UNITS:
            climbed, current = [], unit
            while True:
                climbed.append(current)
                parent = next(
                    row.parent_id for row in rows if row.unit_id == current and row.valid_from <= day < (row.valid_to or date.max)
                )
                if parent is None:
                    break
                current = parent
            stored = {
                pair.depth: pair.ancestor_id
                for pair in pairs
                if pair.descendant_id == unit and pair.valid_from <= day < (pair.valid_to or date.max)
            }
            assert stored == dict(enumerate(climbed))
