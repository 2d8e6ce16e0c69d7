"""Whether a target is reached, by a hand-written table of targets, aspects and figures."""

from decimal import Decimal

import pytest

from models.vocabulary import Aspect, TargetOutcome
from workflows.reaching import outcome_of
from workflows.targets import target_of

REACHED, MISSED, OPEN = TargetOutcome.REACHED, TargetOutcome.MISSED, TargetOutcome.NOT_JUDGED
TABLE: tuple[tuple[str | None, str | None, str | None, Aspect, str | None, TargetOutcome], ...] = (
    # text, value, high, aspect, figure, outcome
    ("2 dokumen", None, None, Aspect.QUANTITY, "2", REACHED),
    ("2 dokumen", None, None, Aspect.QUANTITY, "1.9999", MISSED),
    ("2 dokumen", None, None, Aspect.QUANTITY, "3", REACHED),
    (None, "1200", None, Aspect.QUANTITY, "1200", REACHED),
    (None, "1200", None, Aspect.QUANTITY, "1199", MISSED),
    ("100%", None, None, Aspect.QUALITY, "100", REACHED),
    ("100%", None, None, Aspect.QUALITY, "99.9", MISSED),
    ("≥ 95 persen", None, None, Aspect.QUALITY, "95", REACHED),
    ("≥ 95 persen", None, None, Aspect.QUALITY, "94.9", MISSED),
    ("lebih dari 10 kali", None, None, Aspect.QUANTITY, "10", MISSED),
    ("lebih dari 10 kali", None, None, Aspect.QUANTITY, "11", REACHED),
    ("maks. 3 hari", None, None, Aspect.TIME, "3", REACHED),
    ("maks. 3 hari", None, None, Aspect.TIME, "2", REACHED),
    ("maks. 3 hari", None, None, Aspect.TIME, "4", MISSED),
    ("kurang dari 5 %", None, None, Aspect.QUALITY, "5", MISSED),
    ("kurang dari 5 %", None, None, Aspect.QUALITY, "4.99", REACHED),
    ("1–3 hari", None, None, Aspect.TIME, "1", REACHED),
    ("1–3 hari", None, None, Aspect.TIME, "3", REACHED),
    ("1–3 hari", None, None, Aspect.TIME, "0.5", MISSED),
    (None, "80", "90", Aspect.QUALITY, "91", MISSED),
    # A bare figure of time or cost doesn't say which way is better.
    ("12 bulan", None, None, Aspect.TIME, "12", REACHED),
    ("12 bulan", None, None, Aspect.TIME, "11", OPEN),
    ("3 hari", None, None, Aspect.TIME, "2", OPEN),
    ("Rp1.250.000,00", None, None, Aspect.COST, "1250000", REACHED),
    ("Rp1.250.000,00", None, None, Aspect.COST, "1000000", OPEN),
    # No single figure on one side.
    ("Baik", None, None, Aspect.QUALITY, "5", OPEN),
    ("1,250 dokumen", None, None, Aspect.QUANTITY, "1250", OPEN),
    ("sekitar 95 %", None, None, Aspect.QUALITY, "95", OPEN),
    ("2 dokumen", None, None, Aspect.QUANTITY, None, OPEN),
)


@pytest.mark.parametrize("row", TABLE, ids=[f"{one[0] or one[1]} {one[3].value} {one[4]}" for one in TABLE])
def test_reaching(row: tuple[str | None, str | None, str | None, Aspect, str | None, TargetOutcome]) -> None:
    text, value, high, aspect, figure, expected = row
    least, most, reached = (None if one is None else Decimal(one) for one in (value, high, figure))
    assert outcome_of(target_of(text, least, most, None), aspect, reached) is expected
