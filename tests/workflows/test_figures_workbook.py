"""The workbook of a board: figures read back are those that were written, and targets say what they are."""

from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from workflows.figures.workbook import Sheet, target_told, write_workbook
from workflows.targets import target_of


def test_figures_read_back_are_those_written(tmp_path: Path) -> None:
    """The accident: 88.6 becomes 88.59999999999999."""
    written = ("88.6", "8.1123", "0.1", "1200.0000", "-3.4", "226.8493", "0", "0.0001", "1234567890.1234", "99999999999999")
    path = tmp_path / "angka.xlsx"
    write_workbook(path, [Sheet("results", ["value"], [[Decimal(one)] for one in written])], "en")
    [_, *rows] = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert [repr(row[0]) for row in rows] == [repr(float(one)) for one in written]


@pytest.mark.parametrize(
    ("text", "value", "high", "unit", "told"),
    [
        (None, "310", None, "kendaraan per triwulan", "310 kendaraan per triwulan"),
        (None, "84.5000", None, "%", "84.5 %"),
        (None, "1", "3", "hari", "1\u20133 hari"),
        (None, "1200", None, None, "1200"),
        ("\u2265 95 persen", None, None, None, "\u2265 95 persen"),
        ("\u2265 95 persen", "95", None, None, "\u2265 95 persen"),
        ("Terlaksana baik", None, None, None, "Terlaksana baik"),
        # What was given as a figure wins over what the text says, so both are told.
        ("Sesuai rencana", "84", None, "nilai", "Sesuai rencana (84 nilai)"),
        ("90 persen", "95", None, "%", "90 persen (95 %)"),
    ],
)
def test_a_target_is_told(text: str | None, value: str | None, high: str | None, unit: str | None, told: str) -> None:
    low, most = (None if one is None else Decimal(one) for one in (value, high))
    assert target_told(target_of(text, low, most, unit)) == told
