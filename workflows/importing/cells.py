"""From a cell's text to a value: words in both languages, days, figures, text, and employee numbers with their parts."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from models import limits
from models.vocabulary import EmploymentType, NumberKind, Word
from workflows.importing.problems import ProblemCode
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
        "0": "DEFINITIVE",
    },
    "EmploymentType": {"pppk paruh waktu": "PPPK_PART_TIME", "non asn": "NON_ASN", "eksternal": "EXTERNAL"},
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


class CellError(ValueError):
    """A cell that can't be read; carries the problem's code and parameters."""

    def __init__(self, code: ProblemCode, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").replace(".", " ").split()).lower()


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
        CellError: VALUE_UNKNOWN with the names that are known.
    """
    found = _table(kind).get(_plain(text))
    if found is None:
        raise CellError(ProblemCode.VALUE_UNKNOWN, known=", ".join(member.value for member in kind))
    return kind(found.value)


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


def parse_day(text: str) -> date:
    """Read a day as ``YYYY-MM-DD`` or, as the national services write it, ``DD-MM-YYYY`` (also with slashes).

    Raises:
        CellError: DATE_INVALID.
    """
    parts = text.strip().replace("/", "-").split("-")
    try:
        if len(parts) == 3 and all(part.isdecimal() and part.isascii() for part in parts):
            numbers = [int(part) for part in parts]
            if len(parts[0]) == 4:
                return date(*numbers)
            if len(parts[2]) == 4:
                return date(numbers[2], numbers[1], numbers[0])
    except ValueError:
        pass
    raise CellError(ProblemCode.DATE_INVALID)


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


def plain_number(text: str) -> str:
    """Give an employee number as it is kept: the blanks of its printed form and a leading apostrophe (text mark) gone."""
    return "".join(text.removeprefix("'").split()).upper()


def parse_number(text: str, kind: NumberKind, employment: EmploymentType) -> str:
    """Read an employee number; a NIP is checked part by part (domain page, section 9).

    Raises:
        CellError: NIP_FORM, NIP_BIRTH_DATE, NIP_APPOINTMENT, NIP_KIND or NIP_SEX, or TEXT_TOO_LONG for another register's number.
    """
    number = plain_number(text)
    if kind is not NumberKind.NIP:
        return parse_text(number, limits.NUMBER_CHARS)
    if not (len(number) == 18 and number.isascii() and number.isdecimal()):
        raise CellError(ProblemCode.NIP_FORM, length=len(number))
    born = nip_birth_date(number)
    if born is None:
        raise CellError(ProblemCode.NIP_BIRTH_DATE)
    year, code = int(number[8:12]), int(number[12:14])
    if not born.year + 15 <= year <= 2100:
        raise CellError(ProblemCode.NIP_APPOINTMENT, year=year, born=born.year)
    contract = employment in (EmploymentType.PPPK, EmploymentType.PPPK_PART_TIME)
    if (contract and code < 21) or (employment is EmploymentType.PNS and not 1 <= code <= 12):
        raise CellError(ProblemCode.NIP_KIND, digits=code, type=employment.value)
    if number[14] not in "12":
        raise CellError(ProblemCode.NIP_SEX)
    return number


def nip_birth_date(number: str) -> date | None:
    """Give the birth date in a NIP's first eight digits, None if they are none."""
    try:
        return date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        return None
