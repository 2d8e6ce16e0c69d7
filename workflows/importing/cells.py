"""From a cell's text to a value: words in both languages, figures, and text."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from models import limits
from models.vocabulary import Word
from workflows.importing.problems import CellError, ProblemCode
from workflows.messages import LOCALES, has_message, message

W = TypeVar("W", bound=Word)

SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "AssignmentKind": {
        "definitif": "DEFINITIVE",
        "plt": "ACTING",
        "plh": "DAILY_ACTING",
        "pj": "INTERIM",
        "pjb": "INTERIM",
        "tambahan": "ADDITIONAL",
        "tugas tambahan": "ADDITIONAL",
        "tidak": "DEFINITIVE",
        "bukan": "DEFINITIVE",
        "no": "DEFINITIVE",
        "false": "DEFINITIVE",
        "0": "DEFINITIVE",
    },
    "EmploymentType": {"cpns": "PNS", "p3k": "PPPK", "pppk paruh waktu": "PPPK_PART_TIME", "non asn": "NON_ASN", "eksternal": "EXTERNAL"},
    "LegalStatusKind": {
        "aktif": "ACTIVE",
        "cltn": "UNPAID_LEAVE",
        "tugas belajar": "STUDY_ASSIGNMENT",
        "diberhentikan sementara": "SUSPENDED",
        "mpp": "PRE_PENSION",
        "diberhentikan": "DISMISSED",
        "pensiun": "RETIRED",
        "meninggal": "DIED",
        "meninggal dunia": "DIED",
    },
    "PositionKind": {
        "pejabat negara": "STATE_OFFICIAL",
        "jpt utama": "SENIOR_EXECUTIVE_MAIN",
        "jpt madya": "SENIOR_EXECUTIVE_MIDDLE",
        "jpt pratama": "SENIOR_EXECUTIVE_PRIMARY",
        "administrator": "ADMINISTRATOR",
        "pengawas": "SUPERVISORY",
        "pelaksana": "EXECUTOR",
        "fungsional": "FUNCTIONAL",
        "jabatan fungsional": "FUNCTIONAL",
        "fungsional tertentu": "FUNCTIONAL",
        "fungsional umum": "EXECUTOR",
        "jabatan pelaksana": "EXECUTOR",
        "jabatan pengawas": "SUPERVISORY",
        "jabatan administrator": "ADMINISTRATOR",
        "jabatan pimpinan tinggi pratama": "SENIOR_EXECUTIVE_PRIMARY",
        "jabatan pimpinan tinggi madya": "SENIOR_EXECUTIVE_MIDDLE",
        "jabatan pimpinan tinggi utama": "SENIOR_EXECUTIVE_MAIN",
    },
    "UnitKind": {
        "instansi": "AGENCY",
        "sekretariat": "SECRETARIAT",
        "dinas": "OFFICE",
        "badan": "BOARD",
        "inspektorat": "INSPECTORATE",
        "kecamatan": "DISTRICT",
        "kelurahan": "SUBDISTRICT",
        "bidang": "DIVISION",
        "bagian": "DIVISION",
        "seksi": "SECTION",
        "subbagian": "SECTION",
        "uptd": "TECHNICAL_UNIT",
        "sekolah": "SCHOOL",
        "puskesmas": "HEALTH_CENTRE",
        "rsud": "HOSPITAL",
        "rumah sakit": "HOSPITAL",
    },
    "ApprovalRoute": {"atasan": "SUPERIOR", "penilai": "APPRAISER"},
    "ResultKind": {"utama": "MAIN", "tambahan": "ADDITIONAL"},
    "ResultOwnership": {"organisasi": "ORGANISATION", "individu": "INDIVIDUAL"},
    "Perspective": {
        "penerima layanan": "SERVICE_RECIPIENT",
        "proses bisnis": "BUSINESS_PROCESS",
        "penguatan internal": "INTERNAL_STRENGTHENING",
        "anggaran": "BUDGET",
    },
    "Aspect": {"kuantitas": "QUANTITY", "kualitas": "QUALITY", "waktu": "TIME", "biaya": "COST"},
    "BehaviourValue": {
        "berorientasi pelayanan": "SERVICE_ORIENTED",
        "akuntabel": "ACCOUNTABLE",
        "kompeten": "COMPETENT",
        "harmonis": "HARMONIOUS",
        "loyal": "LOYAL",
        "adaptif": "ADAPTIVE",
        "kolaboratif": "COLLABORATIVE",
    },
}
"""Short spellings that files use beside the enum's names and the labels of the catalogues."""


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").replace(".", " ").split()).lower()


_GRADE = re.compile(
    r"(?:^|[^a-z])(?:(?:i{1,3}[\s/.-]*[a-d])|(?:iv[\s/.-]*[a-e])|(?:i{1,3}|iv|vi{0,3}|ix|xi{0,3}|xiv|xvi{0,2}))[\s).\]]*$", re.IGNORECASE
)

_words: dict[type[Word], dict[str, Word]] = {}


def _table(kind: type[Word]) -> dict[str, Word]:
    if kind not in _words:
        table: dict[str, Word] = {}
        for member in kind:
            table[_plain(member.value)] = member
            for locale in LOCALES:
                key = f"word.{kind.__name__}.{member.value}"
                if has_message(key, locale):
                    table.setdefault(_plain(message(key, locale)), member)
        table.update({_plain(text): kind(value) for text, value in SPELLINGS.get(kind.__name__, {}).items()})
        _words[kind] = table
    return _words[kind]


def parse_word(kind: type[W], text: str) -> W:
    """Read a word by its name, its label in either language, or a spelling that files use.

    Raises:
        CellError: VALUE_UNKNOWN with the names that are known, each behind its kind's, so that its label can be shown.
    """
    found = _table(kind).get(_plain(text))
    if found is None:
        raise CellError(ProblemCode.VALUE_UNKNOWN, known=", ".join(f"{kind.__name__}.{member.value}" for member in kind))
    return kind(found.value)


def is_grade(text: str) -> bool:
    """Tell whether a text ends with a grade of civil servants (I/a to IV/e) or of those on contract (I to XVII), after a rank's name too.

    Source: Peraturan Pemerintah 99/2000 (pangkat and golongan ruang) and Peraturan Presiden 98/2020 (golongan of PPPK).
    """
    return _GRADE.search(text.strip()) is not None


def parse_text(text: str, most: int) -> str:
    """Give text in NFC with white space at the ends gone.

    Raises:
        CellError: TEXT_TOO_LONG, or CONTROL_CHARACTER.
    """
    clean = unicodedata.normalize("NFC", text).strip()
    if len(clean) > most:
        raise CellError(ProblemCode.TEXT_TOO_LONG, most=most, length=len(clean))
    if not clean.isprintable() and any(unicodedata.category(one) == "Cc" and one not in "\n\t" for one in clean):
        raise CellError(ProblemCode.CONTROL_CHARACTER)
    return clean


def parse_figure(text: str) -> Decimal:
    """Read a figure with a decimal point or, as Indonesian writes it, a decimal comma; no thousands separators.

    Raises:
        CellError: NUMBER_INVALID, also for more digits than are kept.
    """
    try:
        figure = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise CellError(ProblemCode.NUMBER_INVALID) from None
    kept = Decimal(1).scaleb(-limits.FIGURE_DECIMALS)
    if not figure.is_finite() or abs(figure) >= Decimal(10) ** (limits.FIGURE_DIGITS - limits.FIGURE_DECIMALS):
        raise CellError(ProblemCode.NUMBER_INVALID)
    if figure != figure.quantize(kept):
        raise CellError(ProblemCode.NUMBER_INVALID)
    return figure


def parse_year(text: str) -> int:
    """Read a year of four digits.

    Raises:
        CellError: NUMBER_INVALID.
    """
    if not (len(text) == 4 and text.isascii() and text.isdecimal() and 2000 <= int(text) <= 2100):
        raise CellError(ProblemCode.NUMBER_INVALID)
    return int(text)
