"""Employee numbers by kind, and what spreadsheet programs do to them: some of it can be undone, some has destroyed digits."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from models import limits
from models.vocabulary import EmploymentType, NumberKind
from workflows.importing.cells import parse_text
from workflows.importing.problems import CellError, ProblemCode

NIP_DIGITS = 18
OLD_NIP_CHARS = 9
EXACT_DIGITS = 15
"""How many digits of a number spreadsheet programs keep; the rest become zeros."""
OLDEST_APPOINTED, YOUNGEST_APPOINTED = 70, 15
"""Between which ages somebody can have been appointed: wide, so that only what is impossible is refused."""

_SCIENTIFIC = re.compile(r"[+-]?(?:\d+[.,]\d+E[+-]?\d{1,3}|\d+E[+-]\d{1,3})", re.ASCII | re.IGNORECASE)
_ROUNDED = re.compile(r"[+-]?\d[.,]\d{13,16}E\+?\d{1,2}", re.ASCII | re.IGNORECASE)
"""A number cell's fifteen digits as programs write them, and as a report gives them back."""
_TAIL = re.compile(r"(\d+)[.,]0{1,2}", re.ASCII)
_PRINTED = re.compile(r"[\s.,'\u2018\u2019\u02bc`\u00b4\"=\u2010-\u2015-]+")
"""What stands between the digits of a printed number and before one that is to stay text; ``="1980…"`` is a formula that keeps it so."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A cell's text as it is to be read on, and what was found: a code that only tells (the text is whole) or one that stops."""

    text: str
    code: ProblemCode | None = None


def is_scientific(text: str) -> bool:
    """Tell whether a text is a number as spreadsheets shorten it: ``1.98E+17``, with a comma in Indonesian."""
    return _SCIENTIFIC.fullmatch(text.strip().lstrip("'")) is not None


def destroyed(text: str) -> ProblemCode | None:
    """Tell what a spreadsheet did to a text that is a shortened number: shortened it, or rounded it first; None for any other."""
    if not is_scientific(text):
        return None
    rounded = _ROUNDED.fullmatch(text.strip().lstrip("'"))
    return ProblemCode.NUMBER_DIGITS_LOST if rounded else ProblemCode.NUMBER_SCIENTIFIC


def mend_number(text: str) -> Mended:
    """Take away what a spreadsheet or a printed form adds to a number, and name what can't be undone.

    Only what is all digits without them loses its marks: an agency's own code (``WK-1``) stays as it is, but for marks nobody sees.
    """
    if text.isascii() and text.isdecimal() and not text.endswith("000"):
        return Mended(text)
    seen = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) not in ("Cf", "Cc")).strip()
    bare = seen.strip("'\u2018\u2019`\u00b4\"= ")
    if code := destroyed(bare):
        return Mended(text.strip(), code)
    tail = _TAIL.fullmatch(bare)
    if tail and len(tail.group(1)) > EXACT_DIGITS:
        return Mended(text.strip(), ProblemCode.NUMBER_FLOAT_TAIL)
    digits = tail.group(1) if tail else _PRINTED.sub("", seen)
    if not (digits.isascii() and digits.isdecimal()):
        digits = " ".join(bare.split()) if bare else seen
    elif len(digits) == NIP_DIGITS and digits.endswith("000"):
        # Sequence numbers begin at 001, so that three zeros are what rounding to 15 digits leaves.
        return Mended(text.strip(), ProblemCode.NUMBER_DIGITS_LOST)
    return Mended(digits, None if digits == text.strip() else ProblemCode.NUMBER_CLEANED)


def plain_number(text: str) -> str:
    """Give an employee number as it is kept: without the blanks and marks of its printed form, letters in capitals."""
    return "".join(mend_number(text).text.split()).upper()


def parse_number(text: str, kind: NumberKind, employment: EmploymentType) -> str:
    """Read an employee number; a NIP is checked part by part (domain page, section 9).

    Raises:
        CellError: NUMBER_SCIENTIFIC, NUMBER_FLOAT_TAIL or NUMBER_DIGITS_LOST for one that a spreadsheet destroyed; NIP_OLD, NIP_FORM,
            NIP_BIRTH_DATE, NIP_APPOINTMENT, NIP_KIND or NIP_SEX; TEXT_TOO_LONG or CONTROL_CHARACTER for another register's number.
    """
    mended = mend_number(text)
    if mended.code not in (None, ProblemCode.NUMBER_CLEANED):
        raise CellError(mended.code)
    number = plain_number(text)
    if kind is not NumberKind.NIP:
        return parse_text(number, limits.NUMBER_CHARS)
    if len(number) == OLD_NIP_CHARS and number.isascii() and number[1:].isdecimal():
        raise CellError(ProblemCode.NIP_OLD)
    if not (len(number) == NIP_DIGITS and number.isascii() and number.isdecimal()):
        raise CellError(ProblemCode.NIP_FORM, length=len(number))
    born = nip_birth_date(number)
    if born is None:
        raise CellError(ProblemCode.NIP_BIRTH_DATE)
    year, code = int(number[8:12]), int(number[12:14])
    if not born.year + YOUNGEST_APPOINTED <= year <= born.year + OLDEST_APPOINTED:
        raise CellError(ProblemCode.NIP_APPOINTMENT, year=year, born=born.year)
    month, contract = 1 <= code <= 12, code >= 21
    of_contract = employment in (EmploymentType.PPPK, EmploymentType.PPPK_PART_TIME)
    if not (contract if of_contract else month if employment is EmploymentType.PNS else month or contract):
        raise CellError(ProblemCode.NIP_KIND, digits=number[12:14], type=employment.value)
    if number[14] not in "12":
        raise CellError(ProblemCode.NIP_SEX)
    return number


def nip_birth_date(number: str) -> date | None:
    """Give the birth date in a NIP's first eight digits, None if they are none (nobody at work was born before 1900)."""
    try:
        born = date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        return None
    return born if born.year >= 1900 else None
