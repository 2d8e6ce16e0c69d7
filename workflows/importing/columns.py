"""Which headers an import understands, which of them make up a section, and how a file's sections are recognised.

A file may hold one section or several (a flat roster holds employee, position and assignment in one row). ``field_of`` says how headers are
compared. The first name of a field is the one that docs show; the rest are those of the national spreadsheet
and of English writers.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

FIELDS: Mapping[str, tuple[str, ...]] = {
    "unit_code": ("kode_unor", "unit_code", "unor_id", "id_unor", "kode_unit", "kode_unit_kerja", "kode_unit_organisasi"),
    "unit_name": ("nama_unor", "unit_name", "skp_unor", "unor", "unit_kerja", "nama_unit", "nama_unit_kerja", "unit_organisasi"),
    "unit_kind": ("jenis_unor", "unit_kind", "jenis_unit", "jenis_unit_kerja"),
    "parent_code": (
        "kode_unor_induk",
        "parent_code",
        "unit_parent",
        "parent_unit_code",
        "kode_induk",
        "kode_unit_induk",
        "kode_unor_atasan",
    ),
    "parent_name": (
        "nama_unor_induk",
        "parent_name",
        "skp_unor_induk",
        "unor_induk",
        "unit_kerja_induk",
        "nama_unit_induk",
        "parent_unit_name",
    ),
    "leader_position": ("kode_jabatan_pimpinan", "leader_position", "leader_position_code", "jabatan_pimpinan"),
    "route": ("jalur_persetujuan", "approval_route"),
    "position_code": ("kode_jabatan", "position_code", "jabatan_id", "id_jabatan"),
    "position_name": ("nama_jabatan", "position_name", "skp_jabatan", "jabatan", "position"),
    "position_kind": ("jenis_jabatan", "position_kind", "skp_jenis_jabatan", "position_type"),
    "functional_level": ("jenjang", "functional_level", "jenjang_jabatan", "jenjang_fungsional"),
    "number": ("nip", "number", "nip_nrp", "nip_baru", "nip_pegawai", "nomor_induk_pegawai", "no_induk_pegawai", "nrp", "employee_number"),
    "number_kind": ("jenis_nomor", "number_kind", "jenis_nip"),
    "employee_code": ("kode_pegawai", "employee_code", "id_pegawai", "employee_id"),
    "name": ("nama", "name", "nama_lengkap", "nama_pegawai", "full_name", "employee_name"),
    "email": ("email", "surel", "e_mail", "alamat_email", "email_dinas", "email_address"),
    "employment_type": ("jenis_pegawai", "employment_type", "jenis_asn", "status_kepegawaian", "status_pegawai"),
    "legal_status": ("kedudukan_hukum", "legal_status", "kedudukan"),
    "grade": (
        "golru",
        "grade",
        "gol",
        "golongan",
        "gol_ruang",
        "golongan_ruang",
        "pangkat_golongan",
        "pangkat_golru",
        "pangkat_gol_ruang",
        "rank_grade",
    ),
    "siasn_id": ("siasn_id", "pns_id", "pnsid", "id_siasn", "id_pns", "id_asn"),
    "birth_date": ("tanggal_lahir", "birth_date", "tgl_lahir", "tgl_lhr", "date_of_birth"),
    "assignment_kind": ("jenis_penugasan", "assignment_kind", "is_skp_plt_plh_pjb", "plt_plh_pj"),
    "valid_from": ("tmt", "valid_from", "tmt_jabatan", "mulai", "tmt_mulai", "tanggal_mulai", "start_date"),
    "valid_to": ("sampai", "valid_to", "selesai", "tmt_selesai", "tanggal_selesai", "end_date"),
    "document_number": ("nomor_sk", "document_number", "no_sk", "nomor_sk_jabatan", "no_sk_jabatan"),
    "appraiser": ("nip_penilai", "appraiser", "nip_pejabat_penilai", "nip_pejabat_penilai_kinerja", "appraiser_number"),
    "approver": ("nip_atasan", "approver", "nip_atasan_penilai", "nip_atasan_pejabat_penilai", "approver_number"),
    "line_document": ("nomor_sk_penilai", "line_document"),
    "effective": ("berlaku", "effective", "tanggal_berlaku", "berlaku_sejak", "effective_date"),
    "year": ("tahun", "year"),
    "result_kind": ("jenis_rhk", "result_kind"),
    "result": ("rencana_hasil_kerja", "rhk", "result"),
    "ownership": ("kepemilikan", "ownership"),
    "perspective": ("perspektif", "perspective"),
    "assigned_by": ("penugasan_dari", "assigned_by"),
    "aspect": ("aspek", "aspect"),
    "indicator": ("indikator", "iki", "indicator"),
    "target_text": ("target_teks", "target_text"),
    "target_value": ("target", "target_value"),
    "target_high": ("target_sampai", "target_high"),
    "target_unit": ("satuan", "target_unit"),
    "behaviour_value": ("nilai_perilaku", "behaviour_value"),
    "expectation": ("ekspektasi", "expectation"),
}
"""Each field with the headers that mean it."""


class Section(Enum):
    """What a row can tell about."""

    UNIT = "UNIT"
    POSITION = "POSITION"
    EMPLOYEE = "EMPLOYEE"
    ASSIGNMENT = "ASSIGNMENT"
    RESULT = "RESULT"
    EXPECTATION = "EXPECTATION"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a section is recognised and what it needs: ``marks`` are the fields whose presence makes a file hold the section.

    ``needs`` lists further fields, each a choice of which one must be a column.
    """

    marks: frozenset[str]
    needs: tuple[tuple[str, ...], ...] = ()
    never_with: frozenset[str] = frozenset()


_WHO = ("number", "employee_code")

SHAPES: Mapping[Section, Shape] = {
    Section.UNIT: Shape(frozenset({"unit_name", "unit_kind"}), (("unit_code",),), frozenset({"number", "position_name"})),
    Section.POSITION: Shape(
        frozenset({"position_name", "position_kind"}), (("position_code", "unit_code", "unit_name"), ("unit_code", "unit_name"))
    ),
    Section.EMPLOYEE: Shape(frozenset({"name", "employment_type"}), (_WHO,)),
    Section.ASSIGNMENT: Shape(frozenset({"who", "post"}), (), frozenset({"result", "expectation"})),
    Section.RESULT: Shape(frozenset({"result", "indicator"}), (_WHO, ("year",), ("target_text", "target_value"))),
    Section.EXPECTATION: Shape(frozenset({"behaviour_value", "expectation"}), (_WHO, ("year",))),
}
"""Each section's shape; ``who`` and ``post`` stand for any column that names an employee or a post."""


_PARENTHESES = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_BETWEEN = re.compile(r"[\W_]+")


def _plain(header: str) -> str:
    seen = "".join(one for one in unicodedata.normalize("NFKC", header) if unicodedata.category(one) != "Cf")
    return _BETWEEN.sub("", seen.casefold())


_BY_HEADER: Mapping[str, str] = {_plain(header): field for field, headers in FIELDS.items() for header in headers}


def field_of(header: str) -> str | None:
    """Give the field that a header means, None if none.

    Case, blanks, line breaks, dots, hyphens, underscores and marks such as ``*`` make no difference wherever they stand (``N.I.P.``), nor
    does a remark in parentheses behind the name (``TMT (dd-mm-yyyy)``), nor what nobody sees (a byte order mark inside).
    """
    return _BY_HEADER.get(_plain(header)) or _BY_HEADER.get(_plain(_PARENTHESES.sub(" ", header)))


def fields_of(header: Sequence[str]) -> list[str | None]:
    """Give the field that each header cell means, None where it means none (such a column is left unread)."""
    return [field_of(cell) for cell in header]


def sections_of(fields: frozenset[str]) -> frozenset[Section]:
    """Tell which sections a file with these fields holds; none if it isn't one of ours."""
    present = set(fields)
    if fields & set(_WHO):
        present.add("who")
    if fields & {"position_code", "position_name"}:
        present.add("post")
    return frozenset(section for section, shape in SHAPES.items() if shape.marks <= present and not shape.never_with & fields)


def missing_columns(section: Section, fields: frozenset[str]) -> tuple[str, ...]:
    """Name the columns that a section still needs, each by its first header or its choice joined by ``/``."""
    return tuple("/".join(FIELDS[one][0] for one in choice) for choice in SHAPES[section].needs if not fields & frozenset(choice))
