"""The CSV files that the demo is imported from, as an agency would write them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from workflows.demo.people import Character, leading_post
from workflows.demo.phrases import FAMILIES
from workflows.demo.planning import expectations_for, results_for
from workflows.demo.posts import TITLES
from workflows.demo.town import Town

File = tuple[str, bytes]


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> File:
    """Write one CSV file in UTF-8; empty cells for None."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return name, text.getvalue().encode()


def unit_file(town: Town) -> File:
    """Write the units with their leaders' posts."""
    header = ("kode_unor", "nama_unor", "jenis_unor", "kode_unor_induk", "kode_jabatan_pimpinan", "jalur_persetujuan")
    rows = [(one.code, one.name, one.kind.value, one.parent, leading_post(one), one.route) for one in town.offices]
    return csv_file("unor.csv", header, rows)


def position_file(town: Town) -> File:
    """Write the posts: each unit's leading post, and one for each title of its families."""
    rows: list[tuple[object, ...]] = []
    for office in town.offices:
        rows.append((leading_post(office), office.head.name, office.head.kind.value, None, office.code))
        families = [family for family, _ in office.staff]
        if office.head.additional and office.head.additional not in families:
            families.append(office.head.additional)
        for family in families:
            for title in TITLES[family]:
                level = title.level.value if title.level else None
                rows.append((f"{office.code}.{title.code}", title.name, title.kind.value, level, office.code))
    return csv_file("jabatan.csv", ("kode_jabatan", "nama_jabatan", "jenis_jabatan", "jenjang", "kode_unor"), rows)


def employee_file(people: Iterable[Character], statuses: Mapping[str, str]) -> File:
    """Write the people; ``statuses`` gives the legal status of those who aren't active."""
    header = ("nip", "kode_pegawai", "nama", "email", "jenis_pegawai", "golru", "siasn_id", "kedudukan_hukum")
    rows = [
        (one.number, one.code, one.name, one.email, one.employment.value, one.grade, one.siasn_id, statuses.get(one.key)) for one in people
    ]
    return csv_file("pegawai.csv", header, rows)


ASSIGNMENT_HEADER = (
    "nip",
    "kode_pegawai",
    "kode_jabatan",
    "jenis_penugasan",
    "tmt",
    "sampai",
    "nomor_sk",
    "nip_penilai",
    "nomor_sk_penilai",
)


def assignment_rows(people: Iterable[Character]) -> list[tuple[object, ...]]:
    """Give the rows of everybody's definitive post, and of additional duties."""
    rows: list[tuple[object, ...]] = []
    for number, one in enumerate(people, 1):
        document = f"800.1.3/{number:04}/SK/2024"
        rows.append((one.number, one.code, one.position, "Definitif", None, None, document, None, None))
        if one.additional:
            rows.append((one.number, one.code, one.leads, "Tugas tambahan", None, None, f"800.1.4/{number:04}/SK/2024", None, None))
    return rows


RESULT_HEADER = (
    "nip",
    "kode_jabatan",
    "tahun",
    "jenis_rhk",
    "rencana_hasil_kerja",
    "kepemilikan",
    "perspektif",
    "aspek",
    "indikator",
    "target",
    "satuan",
)


def result_rows(seed: str, number: str, position: str, family: str, unit: str, year: int) -> list[tuple[object, ...]]:
    """Give the rows of one plan: one for each indicator."""
    if family not in FAMILIES:
        raise KeyError(family)
    return [
        (
            number,
            position,
            year,
            result.kind.value,
            result.title,
            result.ownership.value,
            result.perspective.value if result.perspective else None,
            target.measure.aspect.value,
            target.measure.title,
            target.value,
            target.measure.unit,
        )
        for result in results_for(seed, family, unit, year)
        for target in result.targets
    ]


def expectation_rows(seed: str, number: str, position: str, year: int) -> list[tuple[object, ...]]:
    """Give the rows of what a leader expects of one plan's owner."""
    return [(number, position, year, value.value, text) for value, text in expectations_for(seed, year)]


EXPECTATION_HEADER = ("nip", "kode_jabatan", "tahun", "nilai_perilaku", "ekspektasi")
