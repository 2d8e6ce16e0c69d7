"""CSV that programs read exactly and that a spreadsheet can't be attacked with."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.exports import csv_lines, guarded
from workflows.exports_results import RESULT_COLUMNS


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+62812", "'+62812"),
        ("-2+3", "'-2+3"),
        ("- butir pertama", "'- butir pertama"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("＝1", "'＝1"),
        ("-12.5", "-12.5"),
        ("-7", "-7"),
        ("", ""),
        ("198503152010012003", "198503152010012003"),
        ("a=b", "a=b"),
        ("Budi", "Budi"),
    ],
)
def test_a_formula_is_made_a_text(text: str, safe: str) -> None:
    assert guarded(text) == safe


def test_texts_are_quoted_and_figures_arent() -> None:
    assert csv_lines([(1, "198503152010012003", None, 'a "b", c', "Añ")]) == '1,"198503152010012003","","a ""b"", c","Añ"\r\n'


def test_a_number_of_18_digits_is_read_back_as_text_to_the_digit() -> None:
    rows = list(csv.reader(io.StringIO(csv_lines([(1, "198503152010012003")])), quoting=csv.QUOTE_NONNUMERIC))
    assert rows == [[1.0, "198503152010012003"]]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=1, max_size=5))
def test_every_text_comes_back_but_for_the_guard(cells: list[str]) -> None:
    text = csv_lines([cells])
    (row,) = csv.reader(io.StringIO(text, newline=""))
    assert row == [guarded(cell) for cell in cells]
    assert all(cell in (read, read[1:]) for cell, read in zip(cells, row, strict=True))
    assert not any(read.lstrip()[:1] in tuple("=+@") for read in row)


def test_the_page_names_every_column_of_the_results_in_order() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text()
    named = [name for line in page.splitlines() if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])]
    assert named == list(RESULT_COLUMNS)
