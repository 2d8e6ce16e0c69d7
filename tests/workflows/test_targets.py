"""Target texts read to value, unit and range: a table by hand, hostile ones too, and what holds for any text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import limits
from models.vocabulary import TargetBound
from workflows.targets import Target, parse_target, target_of

# bound, low or only figure, high, unit. TEXT is what has no single reading.
TEXTS: dict[str, tuple[str, str | None, str | None, str | None]] = {
    # As plans have them.
    "2 dokumen": ("VALUE", "2", None, "dokumen"),
    "100%": ("VALUE", "100", None, "%"),
    "100 %": ("VALUE", "100", None, "%"),
    "12 bulan": ("VALUE", "12", None, "bulan"),
    "≥ 95 persen": ("AT_LEAST", "95", None, "%"),
    "Rp1.250.000,00": ("VALUE", "1250000", None, "Rp"),
    "1–3 hari": ("RANGE", "1", "3", "hari"),
    "2 dokumen per bulan": ("VALUE", "2", None, "dokumen per bulan"),
    "2 dokumen/bulan": ("VALUE", "2", None, "dokumen/bulan"),
    "12 (dua belas) dokumen": ("VALUE", "12", None, "dokumen"),
    "sebanyak 4 laporan": ("VALUE", "4", None, "laporan"),
    "100% berkas selesai tepat waktu": ("VALUE", "100", None, "%"),
    "1 dokumen LAKIP 2025": ("VALUE", "1", None, "dokumen LAKIP 2025"),
    "5 m²": ("VALUE", "5", None, "m²"),
    "satu": ("VALUE", "1", None, None),
    "dua dokumen": ("VALUE", "2", None, "dokumen"),
    # Bounds.
    "minimal 80": ("AT_LEAST", "80", None, None),
    "Paling sedikit 3 kegiatan": ("AT_LEAST", "3", None, "kegiatan"),
    "sekurang-kurangnya 90 prosen": ("AT_LEAST", "90", None, "%"),
    "2 dokumen atau lebih": ("AT_LEAST", "2", None, "dokumen"),
    "95% ke atas": ("AT_LEAST", "95", None, "%"),
    "2+ dokumen": ("AT_LEAST", "2", None, "dokumen"),
    "at least 2 reports per month": ("AT_LEAST", "2", None, "reports per month"),
    ">= 85": ("AT_LEAST", "85", None, None),
    "maks. 3 hari kerja": ("AT_MOST", None, "3", "hari kerja"),
    "tidak lebih dari 5 hari": ("AT_MOST", None, "5", "hari"),
    "paling lambat 7 hari": ("AT_MOST", None, "7", "hari"),
    "s.d. 3 hari": ("AT_MOST", None, "3", "hari"),
    "≤ 14 hari": ("AT_MOST", None, "14", "hari"),
    "> 90": ("MORE_THAN", "90", None, None),
    "lebih dari 90 nilai": ("MORE_THAN", "90", None, "nilai"),
    "<10 menit": ("LESS_THAN", None, "10", "menit"),
    "kurang dari 10 menit": ("LESS_THAN", None, "10", "menit"),
    "± 10 orang": ("ABOUT", "10", None, "orang"),
    "sekitar 10 orang": ("ABOUT", "10", None, "orang"),
    # Ranges.
    "3–1 hari": ("RANGE", "1", "3", "hari"),
    "80% - 90%": ("RANGE", "80", "90", "%"),
    "80-90 persen": ("RANGE", "80", "90", "%"),
    "1 hari s.d. 3 hari": ("RANGE", "1", "3", "hari"),
    "3 hari sampai dengan 5 hari": ("RANGE", "3", "5", "hari"),
    "5 s/d 7 laporan": ("RANGE", "5", "7", "laporan"),
    "antara 1 dan 3 hari": ("RANGE", "1", "3", "hari"),
    "Rp1.000.000 - Rp2.000.000": ("RANGE", "1000000", "2000000", "Rp"),
    "between 5 and 7 days": ("RANGE", "5", "7", "days"),
    # Money and large numbers.
    "Rp. 1.250.000": ("VALUE", "1250000", None, "Rp"),
    "Rp500.000,-": ("VALUE", "500000", None, "Rp"),
    "IDR 2000000": ("VALUE", "2000000", None, "Rp"),
    "Rp 1,5 miliar": ("VALUE", "1500000000", None, "Rp"),
    "2,5 juta rupiah": ("VALUE", "2500000", None, "Rp"),
    # Thousands and decimals, mixed ones too.
    "1.250 dokumen": ("VALUE", "1250", None, "dokumen"),
    "1.250.000,5": ("VALUE", "1250000.5", None, None),
    "1,250,000.50": ("VALUE", "1250000.5", None, None),
    "1,250,000 rupiah": ("VALUE", "1250000", None, "Rp"),
    "1.250,000 kg": ("VALUE", "1250", None, "kg"),
    "1\u00a0250\u00a0000 rupiah": ("VALUE", "1250000", None, "Rp"),
    "95.5%": ("VALUE", "95.5", None, "%"),
    "95,5 persen": ("VALUE", "95.5", None, "%"),
    "0,25": ("VALUE", "0.25", None, None),
    "0.250 poin": ("VALUE", "0.25", None, "poin"),
    "1,250 dokumen": ("TEXT", None, None, None),
    "12.34.567": ("TEXT", None, None, None),
    "1.250.00": ("TEXT", None, None, None),
    "1,2,3": ("TEXT", None, None, None),
    "1..2": ("TEXT", None, None, None),
    "1 250 000": ("TEXT", None, None, None),
    # Signs, exponents, other digits, other directions.
    "-2 derajat": ("VALUE", "-2", None, "derajat"),
    "−5%": ("VALUE", "-5", None, "%"),
    "- 5 dokumen": ("VALUE", "5", None, "dokumen"),
    "1e3 dokumen": ("TEXT", None, None, None),
    "1,5E+06": ("TEXT", None, None, None),
    "10^6": ("TEXT", None, None, None),
    "1/2": ("TEXT", None, None, None),
    "50:50": ("TEXT", None, None, None),
    "١٢ dokumen": ("VALUE", "12", None, "dokumen"),
    "٩٥٪": ("VALUE", "95", None, "%"),
    "１２ dokumen": ("VALUE", "12", None, "dokumen"),
    "1٢ dokumen": ("TEXT", None, None, None),
    "\u200f12 dokumen\u200f": ("VALUE", "12", None, "dokumen"),
    "\u202e12 dokumen": ("VALUE", "12", None, "dokumen"),
    "12\u0000 dokumen": ("VALUE", "12", None, "dokumen"),
    "١٢ وثيقة": ("VALUE", "12", None, "وثيقة"),
    # What names no single figure.
    "31 Desember 2026": ("TEXT", None, None, None),
    "12 Mei 2026": ("TEXT", None, None, None),
    "tanggal 5": ("TEXT", None, None, None),
    "2026-03-31": ("TEXT", None, None, None),
    "12-2026": ("TEXT", None, None, None),
    "17.08.1945": ("TEXT", None, None, None),
    "1-3-5": ("TEXT", None, None, None),
    "0812-345": ("TEXT", None, None, None),
    "triwulan I": ("TEXT", None, None, None),
    "2 dokumen dan 3 laporan": ("TEXT", None, None, None),
    "2 x 24 jam": ("TEXT", None, None, None),
    "≥ 1–3 hari": ("TEXT", None, None, None),
    "≥≤ 5": ("TEXT", None, None, None),
    "minimal 5 atau kurang": ("TEXT", None, None, None),
    "tepat waktu": ("TEXT", None, None, None),
    "dua puluh dokumen": ("TEXT", None, None, None),
    "$100": ("TEXT", None, None, None),
    "NaN": ("TEXT", None, None, None),
    "Infinity": ("TEXT", None, None, None),
    "99999999999999999999 unit": ("TEXT", None, None, None),
    "0,00001 %": ("TEXT", None, None, None),
    "": ("TEXT", None, None, None),
    "  ": ("TEXT", None, None, None),
    "9" * 100_000: ("TEXT", None, None, None),
    "1." * 90 + "000": ("TEXT", None, None, None),
    "5 " + "panjang " * 20: ("VALUE", "5", None, None),
}


def figures(one: Target) -> tuple[str, Decimal | None, Decimal | None, str | None]:
    """Give bound, the lower end or only figure, the upper end, and the unit."""
    lower = one.low if one.value is None else None if one.high is not None else one.value
    return one.bound.value, lower, one.high, one.unit


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_as_a_reader_would(text: str) -> None:
    bound, low, high, unit = TEXTS[text]
    read = parse_target(text)
    assert figures(read) == (bound, None if low is None else Decimal(low), None if high is None else Decimal(high), unit)
    assert read.text == text


def test_the_table_is_as_large_as_was_promised() -> None:
    assert len(TEXTS) >= 100
    assert {bound for bound, *_ in TEXTS.values()} == {one.value for one in TargetBound}


GIVEN: list[tuple[tuple[str | None, str | None, str | None, str | None], tuple[str, str | None, str | None, str | None]]] = [
    ((None, "12", None, "dokumen"), ("VALUE", "12", None, "dokumen")),
    ((None, "1", "3", "hari"), ("RANGE", "1", "3", "hari")),
    (("≥ 95 persen", "95", None, None), ("AT_LEAST", "95", None, "%")),
    (("≥ 95 persen", "95", None, "nilai"), ("AT_LEAST", "95", None, "nilai")),
    (("≥ 95 persen", "90", None, None), ("VALUE", "90", None, None)),
    (("≥ 95 persen", "90", "99", "%"), ("RANGE", "90", "99", "%")),
    (("12 dokumen", None, None, "laporan"), ("VALUE", "12", None, "laporan")),
    (("tepat waktu", None, None, "hari"), ("TEXT", None, None, "hari")),
    (("tepat waktu", "5", None, "hari"), ("VALUE", "5", None, "hari")),
    ((None, "0", None, None), ("VALUE", "0", None, None)),
]


@pytest.mark.parametrize(("columns", "expected"), GIVEN)
def test_what_was_given_as_a_figure_wins_over_the_text(
    columns: tuple[str | None, str | None, str | None, str | None], expected: tuple[str, str | None, str | None, str | None]
) -> None:
    text, value, high, unit = columns
    read = target_of(text, value and Decimal(value), high and Decimal(high), unit)  # type: ignore[arg-type]
    bound, low, top, named = expected
    assert figures(read) == (bound, low and Decimal(low), top and Decimal(top), named)
    assert read.text == text


_PIECES = st.one_of(
    st.sampled_from(
        [
            *("≥", "<=", "Rp", "rupiah", "%", "persen", "juta", "s.d.", "–", "-", ".", ",", "e5", "minimal", "atau lebih", "antara"),
            *("١٢", "1.250", "1,250", "0", "(dua)", "dokumen", " ", "\u202e", "Mei", "dua belas", "x", "/", "\n", "dan"),
        ]
    ),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.text(max_size=6),
)


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_any_text_is_kept_and_what_is_read_fits_the_columns(text: str) -> None:
    read = parse_target(text)
    assert read.text == text
    named = [one for one in (read.value, read.low, read.high) if one is not None]
    assert (named == []) == (read.bound is TargetBound.TEXT)
    assert all(abs(one) < Decimal(10) ** 14 and one == round(one, limits.FIGURE_DECIMALS) for one in named)
    assert read.bound is not TargetBound.RANGE or (read.low is not None and read.high is not None and read.low <= read.high)
    assert read.unit is None or len(read.unit) <= limits.UNIT_OF_MEASURE_CHARS
