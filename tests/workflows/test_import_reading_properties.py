"""Whatever comes in, reading gives rows and problems and nothing else; and what is written is what is read, however it is written."""

import csv
import io
import random
import sys
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.workflows.reading import read_files
from tests.workflows.spreadsheets import packed, parts_of, workbook
from workflows.importing.columns import FIELDS
from workflows.importing.files import ImportFile
from workflows.importing.problems import Problem
from workflows.importing.sources import open_source

A = "198001012005011001"
SOUND = workbook(
    {
        "Pegawai": [["LAPORAN"], [], ["nip", "nama", "jenis_pegawai", "tmt"], [A, "Ani", "PNS", 46054], ["", 1.5, True, "=#N/A"]],
        "Unit": [["kode_unor", "nama_unor", "jenis_unor"], ["K", "Kota", "instansi"]],
    }
)
TEXT = f'sep=;\r\nnip;nama;jenis_pegawai\r\n{A};"Ani; ""A""\nB";PNS\r\n;x;\r\n'.encode()
STARTS = (
    b"",
    b"PK\x03\x04",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"nip,nama,jenis_pegawai\n",
    bytes.fromhex("D0CF11E0A1B11AE1"),
    b"%PDF",
)


def outcome(content: bytes) -> list[Problem]:
    """Read everything of a file as an import does and as a report does; any exception is the fault looked for."""
    problems: list[Problem] = []
    (source,), _ = read_files([ImportFile("x", content)], problems)
    rows = sum(1 for _ in source.rows())
    assert rows == source.row_count
    assert sum(1 for _ in source.records()) >= rows
    assert rows or any(one.stops for one in problems)
    for one in problems:
        assert one.place.row >= 1
    return problems


def mutated(rng: random.Random, content: bytes) -> bytes:
    """Change a file as failing disks and hostile people do: bytes flipped, pieces cut, doubled, or put elsewhere."""
    made = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        at, end = sorted((rng.randrange(len(made) + 1), rng.randrange(len(made) + 1)))
        match rng.randrange(5):
            case 0 if made:
                made[rng.randrange(len(made))] = rng.randrange(256)
            case 1:
                del made[at : min(end, at + 50)]
            case 2:
                made[at:at] = made[at : min(end, at + 50)]
            case 3:
                made[at:at] = rng.randbytes(rng.randint(1, 8))
            case _:
                del made[rng.randint(len(made) // 2, len(made)) :]
    return bytes(made)


def mutated_part(rng: random.Random, content: bytes) -> bytes:
    """Change the inside of one part of a workbook, so that the archive itself stays sound."""
    parts = parts_of(content)
    name = rng.choice(sorted(parts))
    if rng.randrange(4) == 0:
        del parts[name]
    else:
        words = [
            b"<v>",
            b"</v>",
            b't="s"',
            b't="e"',
            b'r="',
            b"1048576",
            b"<row>",
            b"sheetId",
            b"rId1",
            b"-1",
            b"99999999999",
            b"\x00",
            b"&#0;",
        ]
        part = parts[name]
        at = rng.randrange(len(part) + 1)
        parts[name] = mutated(rng, part) if rng.randrange(2) else part[:at] + rng.choice(words) + part[at:]
    return packed(parts)


@pytest.mark.proof
def test_no_file_makes_reading_fail_in_another_way_than_by_problems(
    scaled: Callable[[int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    rng = random.Random(4_001)
    seen: Counter[str] = Counter()
    kinds: dict[str, Callable[[], bytes]] = {
        "bytes": lambda: rng.choice(STARTS) + rng.randbytes(rng.randrange(200)),
        "text": lambda: mutated(rng, TEXT),
        "text of UTF-16": lambda: mutated(rng, TEXT.decode().encode("utf-16")),
        "archive": lambda: mutated(rng, SOUND),
        "part": lambda: mutated_part(rng, SOUND),
    }
    whole = scaled(2_500)
    for kind, make in kinds.items():
        for _ in range(whole):
            problems = outcome(make())
            seen.update({f"{kind}: {one.code.value}" for one in problems} or {f"{kind}: read"})
    codes = {one.split(": ")[1] for one in seen}
    with capsys.disabled():
        sys.stdout.write(f"import files: {whole} of each of {len(kinds)} kinds read, {len(codes)} outcomes, 0 faults\n")
    assert codes >= {"FILE_DAMAGED", "FILE_TRUNCATED", "HEADER_UNKNOWN", "ENCODING"}


cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12)
rows = st.lists(st.lists(cells, max_size=6), max_size=6)


@seed(4_002)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows, st.sampled_from([",", ";", "\t"]))
def test_no_rows_make_reading_fail_in_another_way_than_by_problems(table: list[list[str]], delimiter: str) -> None:
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter).writerows([["nip", "nama", "jenis_pegawai", "tmt"], *table])
    outcome(made.getvalue().encode())
    outcome(workbook({"A": [["nip", "nama", "jenis_pegawai", "tmt"], *table]}))


NAMES = st.text(st.characters(categories=("Lu", "Ll", "Nd"), include_characters=" ',.;-\"&<"), min_size=1, max_size=20).filter(
    lambda name: name == name.strip() and not name.startswith("=#") and name.strip("-")
)
PERSON = st.fixed_dictionaries(
    {
        "number": st.sampled_from([A, "199002022015022002", "199504042022211004"]),
        "name": NAMES,
        "employment_type": st.sampled_from(["PNS", "PPPK", "PPPK paruh waktu"]),
        "email": st.sampled_from(["", "ani@kota.example"]),
        "grade": st.sampled_from(["", "III/a", "IX"]),
        "birth_date": st.sampled_from(["", "1980-01-01", "02-02-1990", "4 April 1995"]),
        "unit_name": NAMES,
        "position_name": NAMES,
        "siasn_id": st.sampled_from(["", "A8ACA7F2-3912-3912-E040-640A040269BB"]),
        "appraiser": st.sampled_from(["", "198503032010011003"]),
    }
)


@seed(4_003)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PERSON, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_a_roster_reads_the_same_however_it_is_written(people: list[dict[str, str]], rng: random.Random) -> None:
    """CSV and XLSX, columns in any order, any of a field's headers, headings above, strange columns between: the rows are equal."""
    expected = [{name: value for name, value in person.items() if value} for person in people]
    for kind in ("csv", "utf-16", "xlsx"):
        fields = [*people[0], "strange"]
        rng.shuffle(fields)
        header = [_spelled(rng, rng.choice(FIELDS[name])) if name in FIELDS else "Keterangan" for name in fields]
        table = [[person.get(name, "apa saja") for name in fields] for person in people]
        table = [["LAPORAN"], *[[] for _ in range(rng.randrange(7))], header, *table]
        if kind == "xlsx":
            content = workbook({"Data": table})
        else:
            made = io.StringIO(newline="")
            csv.writer(made, delimiter=rng.choice(",;\t")).writerows(table)
            content = made.getvalue().encode("utf-16" if kind == "utf-16" else rng.choice(["utf-8", "utf-8-sig"]))
        source = open_source(0, ImportFile("roster", content))
        assert [one.code for one in source.problems] == []
        read = list(source.rows())
        assert [dict(row.cells) for row in read] == expected, kind
        assert {problem.code for row in read for problem in row.problems} == set()
        above = len(table) - len(people)
        assert [row.place.row for row in read] == [above + number for number in range(1, len(people) + 1)]


def _spelled(rng: random.Random, header: str) -> str:
    between = rng.choice(["_", " ", ".", "-", "\n", " / "])
    word = header.replace("_", between)
    word = rng.choice([str.upper, str.title, str.lower])(word)
    return word + rng.choice(["", "*", " (wajib)", " ", ":"])
