"""How an indicator stands against its target, by hand: what counts, what is expected by a day, and how the two are compared."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from models.vocabulary import Aspect
from workflows.activity_sums import Total
from workflows.figures.standing import Progress, Share, Stated
from workflows.targets import parse_target

NOBODY = UUID(int=0)
Day = tuple[int, int]
# Of 2026, which has 365 days: the target, the day, activities by their day, what is stated for [from, to), and then by hand the value,
# what is expected (1/365 a day), how it stands, and whether that is far behind.
MARCH, YEAR_END = (3, 14), (12, 31)
Q1, Q2, YEAR = ((1, 1), (4, 1)), ((4, 1), (7, 1)), ((1, 1), (12, 31))
TABLE: Sequence[tuple[str, Day, dict[Day, str], dict[tuple[Day, Day], str], str | None, str | None, str, bool]] = [
    ("365 dokumen", (1, 1), {}, {}, None, "1", "NOTHING_REPORTED", False),
    ("365 dokumen", (1, 1), {(1, 1): "1"}, {}, "1", "1", "ON_TRACK", False),
    ("365 dokumen", (1, 1), {(1, 1): "0.9999"}, {}, "0.9999", "1", "BEHIND", False),
    ("365 dokumen", MARCH, {(1, 5): "40", (3, 14): "33"}, {}, "73", "73", "ON_TRACK", False),
    ("365 dokumen", MARCH, {(1, 5): "40", (3, 14): "32"}, {}, "72", "73", "BEHIND", False),
    # A quarter of the days is over from 2 April (92 of 365) on; half of 92 is 46.
    ("365 dokumen", (4, 1), {}, {}, None, "91", "NOTHING_REPORTED", False),
    ("365 dokumen", (4, 2), {}, {}, None, "92", "NOTHING_REPORTED", True),
    ("365 dokumen", (4, 2), {(2, 2): "45.9"}, {}, "45.9", "92", "BEHIND", True),
    ("365 dokumen", (4, 2), {(2, 2): "46"}, {}, "46", "92", "BEHIND", False),
    ("365 dokumen", MARCH, {(1, 5): "365"}, {}, "365", "73", "REACHED", False),
    ("365 dokumen", YEAR_END, {(1, 5): "364"}, {}, "364", "365", "BEHIND", False),
    ("> 365 dokumen", YEAR_END, {(1, 5): "365"}, {}, "365", "365", "BEHIND", False),
    ("≥ 100 dokumen", MARCH, {(1, 5): "19"}, {}, "19", "20", "BEHIND", False),
    ("100–200 dokumen", MARCH, {(1, 5): "20"}, {}, "20", "20", "ON_TRACK", False),
    ("100–200 dokumen", MARCH, {(1, 5): "150"}, {}, "150", "20", "REACHED", False),
    # What is stated wins over the activities of its days, be it less, and only over those.
    ("365 dokumen", (5, 1), {(2, 1): "90", (4, 2): "7"}, {Q1: "80"}, "87", "121", "BEHIND", False),
    ("365 dokumen", (5, 1), {(2, 1): "90", (4, 2): "7"}, {Q1: "0"}, "7", "121", "BEHIND", True),
    ("365 dokumen", (5, 1), {(2, 1): "90"}, {Q1: "80", Q2: "50"}, "130", "121", "ON_TRACK", False),
    # The year's figure counts alone where quarters stand beside it.
    ("365 dokumen", YEAR_END, {(2, 1): "90"}, {Q1: "80", Q2: "50", YEAR: "300"}, "300", "365", "BEHIND", False),
    # Percentages aren't added up, and nothing is expected of them before the end.
    ("100 persen", MARCH, {}, {Q1: "40"}, "40", None, "NOT_COMPARED", False),
    ("95%", (5, 1), {(4, 3): "1"}, {Q1: "96", Q2: "94"}, "94", None, "NOT_COMPARED", False),
    ("95%", (5, 1), {}, {Q1: "94", Q2: "95"}, "95", None, "REACHED", False),
    ("95%", YEAR_END, {}, {Q1: "94"}, "94", "95", "BEHIND", False),
    # A limit from above is kept or not, and reached at the end alone.
    ("≤ 3 hari", MARCH, {}, {Q1: "3"}, "3", None, "ON_TRACK", False),
    ("< 3 hari", MARCH, {}, {Q1: "3"}, "3", None, "BEHIND", False),
    ("≤ 3 hari", YEAR_END, {}, {Q1: "2"}, "2", None, "REACHED", False),
    ("Terlaksana dengan baik", MARCH, {(1, 5): "3"}, {}, "3", None, "NOT_COMPARED", False),
    # Above a range is as wrong as below it.
    ("100–200 dokumen", MARCH, {(1, 5): "201"}, {}, "201", "20", "BEHIND", False),
    ("± 100 dokumen", (5, 1), {(1, 5): "1"}, {}, "1", None, "NOT_COMPARED", False),
    ("0 keluhan", MARCH, {}, {Q1: "0"}, "0", "0", "REACHED", False),
]


Q3, Q4, JULY, AUGUST = ((7, 1), (10, 1)), ((10, 1), (12, 31)), ((7, 1), (8, 1)), ((8, 1), (9, 1))
QUANTITY, QUALITY, TIME, COST = Aspect.QUANTITY, Aspect.QUALITY, Aspect.TIME, Aspect.COST
QUARTER = "92 kendaraan per triwulan"
# The same with the aspect before the target. The third quarter has 92 days: one vehicle a day.
APART: Sequence[tuple[Aspect, str, Day, dict[Day, str], dict[tuple[Day, Day], str], str | None, str | None, str, bool]] = [
    # A score of two quarters isn't their sum, nor that of activities, be they later.
    (QUALITY, "84 nilai", (11, 1), {}, {Q3: "84", Q4: "60.1"}, "60.1", None, "NOT_COMPARED", False),
    (QUALITY, "84 nilai", YEAR_END, {(12, 1): "90"}, {Q3: "84", Q4: "60.1"}, "60.1", "84", "BEHIND", False),
    (QUALITY, "84 nilai", (11, 1), {(10, 2): "200"}, {Q2: "60.1", Q3: "84"}, "84", None, "REACHED", False),
    (QUALITY, "84 nilai", (11, 1), {(10, 2): "200"}, {}, None, None, "NOT_COMPARED", False),
    (QUALITY, "84 nilai", YEAR_END, {(10, 2): "200"}, {}, None, "84", "NOT_COMPARED", False),
    (QUALITY, "84 nilai", (11, 1), {}, {}, None, None, "NOTHING_REPORTED", False),
    (TIME, "51 menit", (11, 1), {}, {Q1: "60", Q2: "68", Q3: "51"}, "51", None, "REACHED", False),
    (TIME, "maks. 51 menit", (11, 1), {}, {Q1: "30", Q2: "30"}, "30", None, "ON_TRACK", False),
    (TIME, "maks. 51 menit", (11, 1), {}, {Q1: "30", Q2: "52"}, "52", None, "BEHIND", False),
    (COST, "Rp1.000.000", (11, 1), {}, {Q1: "600000", Q2: "400000"}, "400000", None, "NOT_COMPARED", False),
    # Whatever stands behind the percent sign.
    (QUANTITY, "90 % serapan", (11, 1), {}, {Q1: "90", Q2: "90", Q3: "89"}, "89", None, "NOT_COMPARED", False),
    (QUANTITY, "90 persen serapan", (11, 1), {(10, 2): "91"}, {}, None, None, "NOT_COMPARED", False),
    # Per quarter: that of the quarter which holds the day; 23 of 92 days are a quarter of it.
    (QUANTITY, QUARTER, (8, 15), {(2, 1): "500", (7, 2): "40", (8, 3): "6"}, {}, "46", "46", "ON_TRACK", False),
    (QUANTITY, QUARTER, (8, 15), {(2, 1): "500", (7, 2): "45"}, {}, "45", "46", "BEHIND", False),
    (QUANTITY, QUARTER, (8, 15), {(2, 1): "500"}, {}, None, "46", "NOTHING_REPORTED", True),
    (QUANTITY, QUARTER, (7, 22), {(2, 1): "500"}, {}, None, "22", "NOTHING_REPORTED", False),
    (QUANTITY, QUARTER, (9, 30), {(7, 2): "91"}, {}, "91", "92", "BEHIND", False),
    (QUANTITY, QUARTER, (9, 30), {(7, 2): "92"}, {Q2: "500"}, "92", "92", "REACHED", False),
    # What is stated of the quarter wins over its activities; that of an earlier one counts until anything is reported of this.
    (QUANTITY, QUARTER, (9, 30), {(7, 2): "92"}, {Q2: "500", Q3: "80"}, "80", "92", "BEHIND", False),
    (QUANTITY, QUARTER, (8, 15), {(5, 1): "3"}, {Q1: "500", Q2: "91"}, "91", "46", "ON_TRACK", False),
    (QUANTITY, QUARTER, (8, 15), {(7, 1): "3"}, {Q1: "500", Q2: "91"}, "3", "46", "BEHIND", True),
    # Months stated of one quarter are added up within it, with the activities of its other days.
    (QUANTITY, QUARTER, (9, 30), {(7, 1): "9", (9, 1): "2"}, {JULY: "40", AUGUST: "50"}, "92", "92", "REACHED", False),
    # 1332 of four quarters is 333 of the last one, also after the year.
    (QUANTITY, "310 kendaraan/triwulan", YEAR_END, {}, {Q1: "333", Q2: "333", Q3: "333", Q4: "309"}, "309", "310", "BEHIND", False),
    (QUANTITY, "31 berkas tiap bulan", (8, 10), {(7, 1): "99", (8, 1): "10"}, {}, "10", "10", "ON_TRACK", False),
    (QUANTITY, "184 berkas per semester", (7, 1), {(6, 30): "99", (7, 1): "1"}, {}, "1", "1", "ON_TRACK", False),
    # Of a week, here Monday the 10th to Sunday the 16th of August, and of a day nothing is expected while they last.
    (QUANTITY, "5 kunjungan per minggu", (8, 12), {(8, 3): "5", (8, 10): "4"}, {}, "4", None, "NOT_COMPARED", False),
    (QUANTITY, "5 pasien per hari", (8, 12), {(8, 11): "1", (8, 12): "5"}, {}, "5", None, "REACHED", False),
    (QUANTITY, "5 pasien per hari", (8, 12), {}, {}, None, None, "NOTHING_REPORTED", False),
    # Per year is the plan's own.
    (QUANTITY, "365 berkas per tahun", (5, 1), {(4, 2): "21"}, {Q1: "100"}, "121", "121", "ON_TRACK", False),
]


def day(one: Day) -> date:
    """Give a day of the year."""
    return date(2026, *one)


@pytest.mark.parametrize(("target", "by", "activities", "stated", "value", "expected", "standing", "far"), TABLE)
def test_the_table_by_hand(
    target: str,
    by: Day,
    activities: dict[Day, str],
    stated: dict[tuple[Day, Day], str],
    value: str | None,
    expected: str | None,
    standing: str,
    far: bool,
) -> None:
    _stands(Aspect.QUANTITY, target, by, activities, stated, (value, expected, standing, far))


@pytest.mark.parametrize(("aspect", "target", "by", "activities", "stated", "value", "expected", "standing", "far"), APART)
def test_what_is_not_added_up_over_periods(
    aspect: Aspect,
    target: str,
    by: Day,
    activities: dict[Day, str],
    stated: dict[tuple[Day, Day], str],
    value: str | None,
    expected: str | None,
    standing: str,
    far: bool,
) -> None:
    """A score, a time, a cost, a percentage and a target per month, quarter or the like."""
    _stands(aspect, target, by, activities, stated, (value, expected, standing, far))


def _stands(
    aspect: Aspect,
    target: str,
    by: Day,
    activities: dict[Day, str],
    stated: dict[tuple[Day, Day], str],
    hand: tuple[str | None, str | None, str, bool],
) -> None:
    found = Progress(
        *(NOBODY,) * 6,
        target=parse_target(target),
        aspect=aspect,
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 1),
        by=day(by),
        shares=[Share(day(one), Total(Decimal(quantity), 1)) for one, quantity in activities.items()],
        all_stated=[Stated(day(first), day(end), Decimal(figure)) for (first, end), figure in stated.items()],
    )
    told = (found.value, found.expected, found.standing.value, found.far_behind)
    value, expected, *rest = hand
    assert told == (None if value is None else Decimal(value), None if expected is None else Decimal(expected), *rest)


def test_months_hold_each_share_once() -> None:
    """A month that a stated period cuts in two is one month of activities."""
    shares = [Share(date(2026, 3, number), Total(Decimal(number), 2)) for number in (1, 11)] + [
        Share(date(2026, 4, 2), Total(Decimal(5), 1))
    ]
    stated = [Stated(date(2026, 1, 1), date(2026, 3, 10), Decimal(100))]
    found = Progress(
        *(NOBODY,) * 6, parse_target("365"), Aspect.QUANTITY, date(2026, 1, 1), date(2027, 1, 1), date(2026, 5, 1), shares, stated
    )
    assert found.months == {date(2026, 3, 1): Total(Decimal(12), 4), date(2026, 4, 1): Total(Decimal(5), 1)}
    # 100 stated to 9 March, then 11 and 5.
    assert (found.total, found.value) == (Total(Decimal(17), 5), Decimal(116))


def test_a_bare_figure_of_time_or_cost_is_compared_with_that_figure_alone() -> None:
    """Such as 12 bulan, which doesn't say whether fewer is better, so no month of it is expected by any day."""

    def found(figure: str) -> Progress:
        stated = [Stated(date(2026, 1, 1), date(2026, 12, 1), Decimal(figure))]
        days = (date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 1))
        return Progress(*(NOBODY,) * 6, parse_target("12 bulan"), Aspect.TIME, *days, all_stated=stated)

    assert [(found(one).standing.value, found(one).expected) for one in ("12", "11")] == [("REACHED", None), ("NOT_COMPARED", None)]
    assert not found("1").far_behind
