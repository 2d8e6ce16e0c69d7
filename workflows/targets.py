"""Target texts read to a figure or a range with its unit and bound: "≥ 95 persen", "Rp1.250.000,00", "1–3 hari". Pure; never raises.

A target is kept as it was written; what is read from it is worked out anew each time, so that there is no second copy. What can be read in
two ways isn't guessed: such a text has the bound TEXT and no figure ("1,250 dokumen", "31 Desember 2026", "2 dokumen dan 3 laporan").

Figures are read as Indonesian writes them (full stops between thousands, a decimal comma) and as English does where the marks leave no
doubt: "1.250" is 1250, "95.5" is 95.5, "1,250,000.00" is 1250000.00, "1,250" is neither. Source of the forms: targets in plans (SKP) as
agencies write them; domain page, section 3.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from models import limits
from models.vocabulary import TargetBound
from workflows.target_words import BOUND_AFTER, BOUND_BEFORE, FILLERS, MONTHS, MULTIPLIERS, NUMBER_WORDS, PERCENT, RANGE_BETWEEN, RUPIAH


@dataclass(frozen=True, slots=True)
class Target:
    """A target as read. ``text`` is what was written; None where figures alone say it.

    ``value`` is the one figure named, None for RANGE and TEXT. ``low`` is the least that reaches it (AT_LEAST, MORE_THAN, RANGE), ``high``
    the most (AT_MOST, LESS_THAN, RANGE). ``unit`` is ``%`` for every spelling of percent and ``Rp`` for rupiah; all others as written.
    """

    text: str | None
    bound: TargetBound
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure with what stands about it: the unit before (a currency) and the text that follows."""

    value: Decimal
    unit: str | None
    rest: str


_DIGITS = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+[.,]\d+|\d+)"
_NUMBER = re.compile(rf"(-|−|minus\s+)?\s?({_DIGITS})(?![\d.,:/^*×]*\d)(?!\d)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2},\d{3}")
_EXPONENT = re.compile(r"[\s]*[eE][+-]?\d")
_IN_WORDS = re.compile(r"^\s*\([^()\d]*\)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BULLET = re.compile(r"^(?:[-–—•·*]\s+)+")
_APOSTROPHES = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f'’](?=\d{3}(?!\d))")


def parse_target(text: str | None) -> Target:
    """Read a target's text; what has no single reading comes back as TEXT, with the text as it was given."""
    if text is None or not 0 < len(text) <= limits.NAME_CHARS:
        return Target(text, TargetBound.TEXT)
    plain = _plain(text)
    if plain is None:
        return Target(text, TargetBound.TEXT)
    bound, rest = _bound_before(plain)
    first = _figure(rest)
    if first is None:
        return Target(text, TargetBound.TEXT)
    between = next((one for one in RANGE_BETWEEN if (found := one.match(first.rest))), None)
    if between is not None and bound in (None, TargetBound.RANGE):
        found = between.match(first.rest)
        second = _figure(first.rest[found.end() :]) if found else None
        return _range(text, first, second)
    spanned = _unit_then_range(first)
    if spanned is not None and bound in (None, TargetBound.RANGE):
        return _range(text, spanned[0], spanned[1])
    if bound is TargetBound.RANGE:
        return Target(text, TargetBound.TEXT)
    after, rest = _bound_after(first.rest)
    if (after is not None and bound not in (None, after)) or _has_more_figures(rest) or _is_date(rest):
        return Target(text, TargetBound.TEXT)
    return _bounded(text, bound or after or TargetBound.VALUE, first.value, _unit(first.unit, rest))


def target_of(text: str | None, value: Decimal | None, high: Decimal | None, unit: str | None) -> Target:
    """Give the target of an indicator from its columns: what was given as a figure or a unit wins over what its text can be read as.

    A bound is read from the text even so, where the text names that very figure: "≥ 95 persen" beside 95.
    """
    read = parse_target(text)
    if value is None:
        return Target(text, read.bound, read.value, read.low, read.high, unit or read.unit)
    if high is not None:
        return Target(text, TargetBound.RANGE, None, value, high, unit or read.unit)
    bound = read.bound if read.value == value else TargetBound.VALUE
    return _bounded(text, bound, value, unit or (read.unit if read.value == value else None))


def _bounded(text: str | None, bound: TargetBound, value: Decimal, unit: str | None) -> Target:
    low = value if bound in (TargetBound.AT_LEAST, TargetBound.MORE_THAN) else None
    high = value if bound in (TargetBound.AT_MOST, TargetBound.LESS_THAN) else None
    return Target(text, bound, value, low, high, unit)


def _plain(text: str) -> str | None:
    """Give the text as it is read: one kind of digit, dash and blank, nothing invisible; None for digits of several scripts."""
    scripts: set[int] = set()
    kept: list[str] = []
    for char in text:
        category = unicodedata.category(char)
        if category == "Nd":
            digit = unicodedata.decimal(char)
            scripts.add(ord(char) - digit)
            kept.append(str(digit))
        elif category not in ("Cf", "Cc", "Cs") or char in "\n\t":
            kept.append({"％": "%", "٪": "%", "٫": ",", "٬": ".", "．": ".", "，": ",", "－": "-", "≧": "≥", "≦": "≤"}.get(char, char))
    if len(scripts) > 1:
        return None
    joined = _APOSTROPHES.sub(".", "".join(kept))
    return _BULLET.sub("", " ".join(joined.split()))


def _bound_before(text: str) -> tuple[TargetBound | None, str]:
    """Take the words of a bound and fillers ("sebanyak", "target") off the front."""
    bound: TargetBound | None = None
    while True:
        filler = FILLERS.match(text)
        if filler:
            text = text[filler.end() :]
            continue
        found = next(((kind, hit) for kind, words in BOUND_BEFORE if (hit := words.match(text))), None)
        if found is None or bound is not None:
            return bound, text
        bound, text = found[0], text[found[1].end() :]


def _bound_after(rest: str) -> tuple[TargetBound | None, str]:
    for kind, words in BOUND_AFTER:
        found = words.search(rest)
        if found:
            return kind, rest[: found.start()] + " " + rest[found.end() :]
    return None, rest


def _figure(text: str) -> _Figure | None:
    """Read the figure with which a text begins, after a currency if there is one; None if it begins with none, or with an unclear one."""
    text = text.lstrip()
    currency = RUPIAH.match(text)
    rest = text[currency.end() :] if currency else text
    unit = "Rp" if currency else None
    worded = NUMBER_WORDS.match(rest)
    if worded:
        return _Figure(Decimal(NUMBER_WORDS.values[worded.group(0).lower()]), unit, rest[worded.end() :])
    found = _NUMBER.match(rest)
    if not found or _EXPONENT.match(rest, found.end()) or (rest[found.end() :][:1].isalnum() and not rest[found.end()].isalpha()):
        return None
    value = _decimal(found.group(2))
    if value is None:
        return None
    rest = _IN_WORDS.sub("", rest[found.end() :])
    rest = re.sub(r"^,-+", "", rest)
    scale = MULTIPLIERS.match(rest)
    if scale:
        value *= MULTIPLIERS.values[scale.group(1).lower()]
        rest = _IN_WORDS.sub("", rest[scale.end() :])
    value = -value if found.group(1) and value else value
    if abs(value) >= Decimal(10) ** (limits.FIGURE_DIGITS - limits.FIGURE_DECIMALS) or value != round(value, limits.FIGURE_DECIMALS):
        return None
    return _Figure(value, unit, rest)


def _decimal(digits: str) -> Decimal | None:
    if _AMBIGUOUS.fullmatch(digits) or (len(digits) > 1 and digits[0] == "0" and digits[1] not in ".,"):
        return None
    if digits.startswith(("0.", "0,")):
        return Decimal(digits.replace(",", ".")) if digits.count(".") + digits.count(",") == 1 else None
    if _THOUSANDS.fullmatch(digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    return Decimal(digits.replace(",", "."))


def _unit_then_range(first: _Figure) -> tuple[_Figure, _Figure] | None:
    """Read "1 hari s.d. 3 hari", "80% - 90%": the unit stands behind both."""
    for one in RANGE_BETWEEN:
        found = one.search(first.rest)
        if found is None:
            continue
        second = _figure(first.rest[found.end() :])
        before = _unit(first.unit, first.rest[: found.start()])
        if second is not None and before is not None and before == _unit(second.unit, second.rest):
            return first, second
    return None


def _range(text: str, first: _Figure, second: _Figure | None) -> Target:
    if second is None or _has_more_figures(second.rest) or _is_date(second.rest):
        return Target(text, TargetBound.TEXT)
    unit = _unit(second.unit or first.unit, second.rest)
    if unit is None and _YEAR.fullmatch(str(second.value)):
        # "12-2026", "2025-2026": a month or a span of years.
        return Target(text, TargetBound.TEXT)
    low, high = sorted((first.value, second.value))
    return Target(text, TargetBound.RANGE, None, low, high, unit)


def _has_more_figures(rest: str) -> bool:
    """Tell whether another figure follows; a year, or a digit within a name ("kertas A4"), is none."""
    return any(
        any(char.isdigit() for char in word) and not (word[0].isalpha() or _YEAR.fullmatch(word.strip("().,"))) for word in rest.split()
    )


def _is_date(rest: str) -> bool:
    return MONTHS.match(rest) is not None


def _unit(before: str | None, rest: str) -> str | None:
    if before is not None:
        return before
    written = rest.strip(" .,;:()")
    if PERCENT.match(rest):
        return "%"
    if RUPIAH.fullmatch(written):
        return "Rp"
    return written if 0 < len(written) <= limits.UNIT_OF_MEASURE_CHARS and any(char.isalpha() for char in written) else None
