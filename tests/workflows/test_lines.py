"""Who appraises whom, case by case: each table is written by hand from the rules, never from what the code gives."""

import pytest

from models.vocabulary import ApprovalRoute, AssignmentKind, LinePart
from tests.workflows.lines_town import Town, ident, town
from workflows.lines.chain import UnitCycle
from workflows.lines.computing import compute_lines

ACTING, DAILY, INTERIM, ADDITIONAL = (
    AssignmentKind.ACTING,
    AssignmentKind.DAILY_ACTING,
    AssignmentKind.INTERIM,
    AssignmentKind.ADDITIONAL,
)
D_KIND = AssignmentKind.DEFINITIVE
APPRAISER_ROUTE = ApprovalRoute.APPRAISER


@pytest.mark.parametrize(
    ("assignment", "line"),
    [
        ("hari/clerk", "01-01 cici bram SUPERIOR UNIT_LEADER"),
        ("cici/chief", "01-01 bram ana SUPERIOR PARENT_LEADER"),
        ("bram/head", "01-01 ana - SOLE_AUTHORITY PARENT_LEADER"),
        ("ana/mayor", "01-01 - - SOLE_AUTHORITY TOP"),
        ("gita/teacher2", "01-01 fani eka SUPERIOR UNIT_LEADER"),
        ("fani/headship", "01-01 eka ana SUPERIOR PARENT_LEADER"),
        ("fani/teacher", "01-01 eka ana SUPERIOR PARENT_LEADER"),
    ],
)
def test_everybody_present(assignment: str, line: str) -> None:
    assert town().table(assignment) == [line]


def test_staff_of_the_top_are_appraised_by_it_alone() -> None:
    assert town().holds("joko", "aide").table("joko/aide") == ["01-01 ana - SOLE_AUTHORITY UNIT_LEADER"]


def test_the_post_in_which_a_superior_decides_is_told() -> None:
    line = town().lines("gita/teacher2")[0].verdict
    assert line.appraiser_assignment_id == ident("fani/headship")
    assert line.approver_assignment_id == ident("eka/eduhead")


def test_an_absent_superior_without_replacement_leaves_those_days_without_appraiser() -> None:
    here = town().away("cici", "03-02", "03-05")
    assert here.table("hari/clerk") == [
        "01-01 cici bram SUPERIOR UNIT_LEADER",
        "03-02 - bram SUPERIOR VACANT",
        "03-05 cici bram SUPERIOR UNIT_LEADER",
    ]
    assert here.why("hari/clerk", "03-02") == ["HOLDER_AWAY testing chief cici", "NOBODY_PRESENT testing chief"]


def test_a_three_day_daily_acting_officer_stands_in_for_an_absent_superior_only() -> None:
    here = town().away("cici", "03-02", "03-04").holds("dodi", "chief", DAILY, "03-01", "03-05")
    assert here.table("hari/clerk") == [
        "01-01 cici bram SUPERIOR UNIT_LEADER",
        "03-02 dodi bram SUPERIOR UNIT_LEADER",
        "03-04 cici bram SUPERIOR UNIT_LEADER",
    ]
    assert here.why("hari/clerk", "03-02") == ["HOLDER_AWAY testing chief cici", "HOLDER testing chief dodi"]


def test_who_counts_when_the_post_is_vacant() -> None:
    """Interim before acting before daily acting; each only when present."""
    here = (
        town()
        .holds("ivan", "clerk2")
        .holds("dodi", "chief", DAILY, "04-01", "05-01", name="plh")
        .holds("ivan", "chief", ACTING, "04-05", "04-20", name="plt")
        .holds("joko", "chief", INTERIM, "04-10", "04-15", name="pj")
        .away("ivan", "04-17", "04-19")
    )
    here.holders = [one for one in here.holders if one.assignment_id != ident("cici/chief")]
    here.holds("cici", "chief", D_KIND, "01-01", "03-20")
    assert here.table("hari/clerk") == [
        "01-01 cici bram SUPERIOR UNIT_LEADER",
        "03-20 - bram SUPERIOR VACANT",
        "04-01 dodi bram SUPERIOR UNIT_LEADER",
        "04-05 ivan bram SUPERIOR UNIT_LEADER",
        "04-10 joko bram SUPERIOR UNIT_LEADER",
        "04-15 ivan bram SUPERIOR UNIT_LEADER",
        "04-17 dodi bram SUPERIOR UNIT_LEADER",
        "04-19 ivan bram SUPERIOR UNIT_LEADER",
        "04-20 dodi bram SUPERIOR UNIT_LEADER",
        "05-01 - bram SUPERIOR VACANT",
    ]
    assert here.why("hari/clerk", "03-20") == ["POST_VACANT testing chief"]


def test_of_two_definitive_holders_the_later_appointed_counts() -> None:
    here = town().holds("joko", "chief", D_KIND, "06-01")
    assert here.table("hari/clerk") == ["01-01 cici bram SUPERIOR UNIT_LEADER", "06-01 joko bram SUPERIOR UNIT_LEADER"]


def test_a_definitive_holder_comes_before_one_by_additional_duty() -> None:
    here = town().holds("joko", "headship", D_KIND, "06-01")
    assert here.table("gita/teacher2") == ["01-01 fani eka SUPERIOR UNIT_LEADER", "06-01 joko eka SUPERIOR UNIT_LEADER"]


def test_one_person_in_two_posts_of_the_line_appraises_and_the_next_one_up_approves() -> None:
    here = town()
    here.holders = [one for one in here.holders if one.assignment_id != ident("bram/head")]
    here.holds("bram", "head", D_KIND, "01-01", "02-01").holds("cici", "head", ACTING, "02-01")
    assert here.table("hari/clerk") == ["01-01 cici bram SUPERIOR UNIT_LEADER", "02-01 cici ana SUPERIOR UNIT_LEADER"]
    assert here.why("hari/clerk", "02-01", LinePart.APPROVER) == ["APPRAISER_STANDS_HIGHER transport head", "HOLDER hall mayor ana"]
    # And in her own definitive post she is not her own superior.
    assert here.table("cici/chief") == ["01-01 bram ana SUPERIOR PARENT_LEADER", "02-01 ana - SOLE_AUTHORITY PARENT_LEADER"]
    assert here.why("cici/chief", "02-01") == ["OWN_SUPERIOR_POST transport head", "HOLDER hall mayor ana"]


def test_a_head_who_also_acts_below_is_approved_above_the_higher_post() -> None:
    """Bram leads the office and acts as chief: his staff's approver is above the office, never somebody below it."""
    here = town()
    here.holders = [one for one in here.holders if one.assignment_id != ident("cici/chief")]
    here.holds("bram", "chief", ACTING)
    assert here.table("hari/clerk") == ["01-01 bram ana SUPERIOR UNIT_LEADER"]


def test_whoever_acts_for_the_top_never_finds_their_approver_below() -> None:
    """Cici acts for the mayor while leading testing: Bram, between the two, is below her on those days."""
    here = town().away("ana", "03-02", "03-05").holds("cici", "mayor", DAILY, "03-02", "03-05")
    assert here.table("hari/clerk") == [
        "01-01 cici bram SUPERIOR UNIT_LEADER",
        "03-02 cici - SOLE_AUTHORITY UNIT_LEADER",
        "03-05 cici bram SUPERIOR UNIT_LEADER",
    ]


def test_an_employee_is_never_appraised_from_below_their_own_higher_post() -> None:
    """Hari, a clerk under Cici, leads the whole office by additional duty."""
    here = town()
    here.holders = [one for one in here.holders if one.assignment_id != ident("bram/head")]
    here.holds("hari", "head", ADDITIONAL)
    assert here.table("hari/clerk") == ["01-01 ana - SOLE_AUTHORITY PARENT_LEADER"]
    assert here.table("cici/chief") == ["01-01 hari ana SUPERIOR PARENT_LEADER"]


def test_a_second_holder_of_the_same_post_is_not_the_superior_of_the_first() -> None:
    here = town().holds("joko", "chief", DAILY, "03-01", "03-03").away("cici", "03-01", "03-03")
    assert here.table("cici/chief") == ["01-01 bram ana SUPERIOR PARENT_LEADER"]
    assert here.table("joko/chief")[0] == "03-01 bram ana SUPERIOR PARENT_LEADER"


def test_a_unit_without_a_leaders_post_is_passed_by() -> None:
    here = town().unit("pool", "testing", None).post("driver", "pool").holds("joko", "driver")
    assert here.table("joko/driver") == ["01-01 cici bram SUPERIOR PARENT_LEADER"]
    assert here.why("joko/driver", "02-01") == ["UNIT_WITHOUT_LEADER pool", "HOLDER testing chief cici"]


def test_a_top_without_a_leaders_post_makes_nobody_a_sole_authority() -> None:
    here = (
        Town().unit("hall", None, None).unit("office", "hall", "head").post("clerk", "office").holds("bram", "head").holds("hari", "clerk")
    )
    assert here.table("hari/clerk") == ["01-01 bram - SUPERIOR UNIT_LEADER"]
    assert here.table("bram/head") == ["01-01 - - SUPERIOR VACANT"]
    assert here.why("hari/clerk", "02-01", LinePart.APPROVER) == ["UNIT_WITHOUT_LEADER hall", "NO_LEADER_ABOVE"]


def test_an_absent_approver_is_replaced_or_missing_like_an_appraiser() -> None:
    here = town().away("bram", "03-02", "03-05").holds("eka", "head", DAILY, "03-03", "03-05")
    assert here.table("hari/clerk") == [
        "01-01 cici bram SUPERIOR UNIT_LEADER",
        "03-02 cici - SUPERIOR UNIT_LEADER",
        "03-03 cici eka SUPERIOR UNIT_LEADER",
        "03-05 cici bram SUPERIOR UNIT_LEADER",
    ]


def test_an_absent_top_leaves_its_staff_without_appraiser_on_the_route_of_the_top() -> None:
    here = town().away("ana", "03-02", "03-05")
    assert here.table("bram/head") == [
        "01-01 ana - SOLE_AUTHORITY PARENT_LEADER",
        "03-02 - - SOLE_AUTHORITY VACANT",
        "03-05 ana - SOLE_AUTHORITY PARENT_LEADER",
    ]


def test_routes_are_inherited_below_a_unit_and_dated() -> None:
    here = town().has_route("transport", APPRAISER_ROUTE, "04-01", "07-01")
    expected = ["01-01 cici bram SUPERIOR UNIT_LEADER", "04-01 cici bram APPRAISER UNIT_LEADER", "07-01 cici bram SUPERIOR UNIT_LEADER"]
    assert here.table("hari/clerk") == expected
    assert here.why("hari/clerk", "05-01", LinePart.ROUTE) == ["ROUTE_OF_UNIT transport"]
    assert here.table("gita/teacher2") == ["01-01 fani eka SUPERIOR UNIT_LEADER"]


def test_the_nearest_units_route_wins_and_the_top_stays_alone() -> None:
    here = town().has_route("transport", APPRAISER_ROUTE).has_route("testing", ApprovalRoute.SUPERIOR)
    assert here.table("hari/clerk") == ["01-01 cici bram SUPERIOR UNIT_LEADER"]
    assert here.table("bram/head") == ["01-01 ana - SOLE_AUTHORITY PARENT_LEADER"]


def test_a_transfer_makes_two_assignments_with_a_line_each() -> None:
    here = town()
    here.holders = [one for one in here.holders if one.assignment_id != ident("hari/clerk")]
    here.holds("hari", "clerk", D_KIND, "01-01", "05-16").holds("hari", "clerk2", D_KIND, "05-16")
    assert here.table("hari/clerk") == ["01-01 cici bram SUPERIOR UNIT_LEADER", "05-16 cici bram SUPERIOR PREDECESSOR_POST"]
    assert here.table("hari/clerk2") == ["05-16 dodi bram SUPERIOR UNIT_LEADER"]
    assert here.why("hari/clerk", "06-01") == ["ENDED_ASSIGNMENT", "HOLDER testing chief cici"]


def test_after_its_end_a_line_follows_the_post_that_was_superior_on_the_last_day() -> None:
    """Testing moves to education on 1 July; Hari left on 16 May, so his line still goes through transport."""
    here = town()
    here.holders = [one for one in here.holders if one.assignment_id not in (ident("hari/clerk"), ident("cici/chief"))]
    here.holds("hari", "clerk", D_KIND, "01-01", "05-16", name="gone").holds("hari", "clerk", D_KIND, "05-16", name="stays")
    here.holds("cici", "chief", D_KIND, "01-01", "06-01").holds("joko", "chief", D_KIND, "06-10")
    here.placements = [one for one in here.placements if one.unit_id != ident("testing")]
    here.unit("testing", "transport", None, "01-01", "07-01").unit("testing", "education", None, "07-01")
    assert here.table("gone") == [
        "01-01 cici bram SUPERIOR UNIT_LEADER",
        "05-16 cici bram SUPERIOR PREDECESSOR_POST",
        "06-01 - bram SUPERIOR VACANT",
        "06-10 joko bram SUPERIOR PREDECESSOR_POST",
    ]
    assert here.table("stays")[-1] == "07-01 joko eka SUPERIOR UNIT_LEADER"


def test_whoever_rises_to_the_superiors_post_later_does_not_appraise_the_own_past() -> None:
    here = town()
    here.holders = [one for one in here.holders if one.assignment_id not in (ident("hari/clerk"), ident("cici/chief"))]
    here.holds("hari", "clerk", D_KIND, "01-01", "06-01").holds("cici", "chief", D_KIND, "01-01", "06-01")
    here.holds("hari", "chief", D_KIND, "06-01")
    assert here.table("hari/clerk") == ["01-01 cici bram SUPERIOR UNIT_LEADER", "06-01 bram ana SUPERIOR PREDECESSOR_POST"]


def test_a_superior_on_leave_of_service_counts_as_away_like_any_other() -> None:
    here = town().away("cici", "03-02", None)
    assert here.table("hari/clerk") == ["01-01 cici bram SUPERIOR UNIT_LEADER", "03-02 - bram SUPERIOR VACANT"]


def test_a_delegation_with_both_named_is_obeyed_for_its_days() -> None:
    here = town().set_line("hari/clerk", "dodi", "eka", "04-01", "05-01")
    assert here.table("hari/clerk") == [
        "01-01 cici bram SUPERIOR UNIT_LEADER",
        "04-01 dodi eka SUPERIOR BY_HAND",
        "05-01 cici bram SUPERIOR UNIT_LEADER",
    ]
    assert here.why("hari/clerk", "04-01") == ["SET_BY_HAND dodi"]


@pytest.mark.parametrize(
    ("appraiser", "line"),
    [
        ("dodi", "01-01 dodi bram SUPERIOR BY_HAND"),  # a colleague in another unit: his own superior
        ("bram", "01-01 bram ana SUPERIOR BY_HAND"),  # already in the line: above his post there
        ("ana", "01-01 ana - SOLE_AUTHORITY BY_HAND"),  # the top itself
        ("eka", "01-01 eka ana SUPERIOR BY_HAND"),
        ("zaki", "01-01 zaki bram SUPERIOR BY_HAND"),  # without a post here: whoever is above the superior he stands in for
    ],
)
def test_a_delegation_without_approver_finds_one_above_the_appraiser(appraiser: str, line: str) -> None:
    assert town().set_line("hari/clerk", appraiser, None).table("hari/clerk") == [line]


def test_a_delegate_whose_superior_is_the_employee_is_approved_above_the_employee() -> None:
    """Bram, a head, is appraised by his own subordinate Dodi in the mayor's place: the mayor approves, not Bram."""
    assert town().set_line("bram/head", "dodi", None).table("bram/head") == ["01-01 dodi ana SUPERIOR BY_HAND"]


def test_a_delegation_to_oneself_is_not_obeyed() -> None:
    assert town().set_line("hari/clerk", "hari", None).table("hari/clerk") == ["01-01 cici bram SUPERIOR UNIT_LEADER"]


def test_a_delegates_later_post_moves_the_approver() -> None:
    here = town().holds("zaki", "teacher", D_KIND, "06-01").set_line("hari/clerk", "zaki", None)
    assert here.table("hari/clerk") == ["01-01 zaki bram SUPERIOR BY_HAND", "06-01 zaki fani SUPERIOR BY_HAND"]


def test_units_in_a_circle_are_refused() -> None:
    here = Town().unit("a", "b", None).unit("b", "a", None).post("p", "a").holds("hari", "p")
    with pytest.raises(UnitCycle):
        compute_lines(here.structure())


def test_two_units_may_change_places_over_time() -> None:
    here = (
        Town()
        .unit("a", None, "pa", "01-01", "03-01")
        .unit("b", "a", "pb", "01-01", "03-01")
        .unit("b", None, None, "03-01")
        .unit("a", "b", None, "03-01")
        .post("p", "b")
        .holds("ana", "pa")
        .holds("bram", "pb")
        .holds("hari", "p")
    )
    assert here.table("hari/p") == ["01-01 bram ana SUPERIOR UNIT_LEADER", "03-01 - - SUPERIOR VACANT"]
