"""The words by which targets are written, in Indonesian and English: bounds, ranges, currencies, percent, numbers, months."""

import re
from collections.abc import Mapping
from decimal import Decimal

from models.vocabulary import TargetBound


class Table:
    """Words with values, and the pattern that finds one of them at the beginning of a text; ``group(1)`` is the word."""

    def __init__(self, values: Mapping[str, Decimal], form: str) -> None:
        self.values = values
        self.pattern = re.compile(form.format(words="|".join(sorted(map(re.escape, values), key=len, reverse=True))), re.IGNORECASE)

    def match(self, text: str) -> re.Match[str] | None:
        """Find one of the words at the beginning of ``text``."""
        return self.pattern.match(text)


def _words(*texts: str) -> re.Pattern[str]:
    joined = "|".join(re.escape(text).replace(r"\ ", r"\s+") for text in sorted(texts, key=len, reverse=True))
    return re.compile(rf"\s*(?:{joined})\.?(?![A-Za-z])\s*:?\s*", re.IGNORECASE)


def _signs(*texts: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(re.escape(text) for text in texts)})\s*")


BOUND_BEFORE: tuple[tuple[TargetBound, re.Pattern[str]], ...] = (
    (TargetBound.AT_LEAST, _signs("≥", ">=", "=>")),
    (TargetBound.AT_MOST, _signs("≤", "<=", "=<")),
    (TargetBound.ABOUT, _signs("±", "+/-", "~", "≈")),
    (TargetBound.MORE_THAN, _signs(">")),
    (TargetBound.LESS_THAN, _signs("<")),
    (TargetBound.VALUE, _signs("=")),
    (
        TargetBound.AT_LEAST,
        _words(
            *("minimal", "minimum", "min", "paling sedikit", "paling kurang", "paling rendah", "sekurang-kurangnya", "sedikitnya"),
            *("setidaknya", "setidak-tidaknya", "tidak kurang dari", "serendah-rendahnya", "at least", "no less than", "not less than"),
        ),
    ),
    (
        TargetBound.AT_MOST,
        _words(
            *("maksimal", "maksimum", "maks", "max", "maximum", "paling banyak", "paling lama", "paling lambat", "paling tinggi"),
            *("tidak lebih dari", "tidak melebihi", "selambat-lambatnya", "selama-lamanya", "sebanyak-banyaknya", "setinggi-tingginya"),
            *("hingga", "sampai dengan", "sampai", "s.d.", "s.d", "s/d", "at most", "no more than", "not more than", "up to"),
        ),
    ),
    (TargetBound.MORE_THAN, _words("lebih dari", "di atas", "diatas", "more than", "above", "over")),
    (TargetBound.LESS_THAN, _words("kurang dari", "di bawah", "dibawah", "less than", "below", "under")),
    (TargetBound.ABOUT, _words("kurang lebih", "lebih kurang", "sekitar", "kira-kira", "about", "around", "approximately")),
    (TargetBound.VALUE, _words("tepat", "exactly")),
    (TargetBound.RANGE, _words("antara", "between")),
)
"""Bounds that stand before the figure, the first that fits; signs before words, and the longer ones first."""

BOUND_AFTER: tuple[tuple[TargetBound, re.Pattern[str]], ...] = (
    (TargetBound.AT_LEAST, re.compile(r"^\s*\+(?!\s*\d)|\b(?:atau\s+lebih|ke\s?atas|or\s+more)\b", re.IGNORECASE)),
    (TargetBound.AT_MOST, re.compile(r"\b(?:atau\s+kurang|ke\s?bawah|or\s+less|or\s+fewer)\b", re.IGNORECASE)),
)
"""Bounds that stand behind the figure or its unit."""

RANGE_BETWEEN = (
    re.compile(r"\s*(?:s\s*/\s*d|s\.\s?d\.?|sampai\s+dengan|sampai|hingga|dan|and|to)\s+(?=[\d\u0052\u0072-])", re.IGNORECASE),
    re.compile(r"\s*[-\u2010-\u2015~]\s*(?=[\dRr])"),
)
"""What stands between the two ends of a range."""

FILLERS = _words("sebanyak", "sejumlah", "sebesar", "senilai", "selama", "dalam waktu", "dalam", "target", "rata-rata", "within", "in")
"""Words before a figure that say nothing about its bound."""

RUPIAH = re.compile(r"\s*(?:rupiah|rp\.?|idr)(?![a-z])\s*", re.IGNORECASE)
PERCENT = re.compile(r"\s*(?:%|(?:persen|prosen|percent|per\s+cent|pct)(?![a-z]))", re.IGNORECASE)

MONTHS = re.compile(
    r"\s*(?:[-/.]\s*)?(?:jan|feb|mar|apr|mei|may|jun|jul|agu|aug|sep|okt|oct|nov|des|dec)"
    r"(?:uari|uary|ruari|ruary|et|ch|il|i|e|y|stus|ust|t|tember|ober|ember|s)?(?![a-z])",
    re.IGNORECASE,
)
"""A month's name right behind a figure, which makes it a day."""

MULTIPLIERS = Table(
    {
        **dict.fromkeys(("ribu", "rb", "thousand"), Decimal(1_000)),
        **dict.fromkeys(("juta", "jt", "million"), Decimal(1_000_000)),
        **dict.fromkeys(("miliar", "milyar", "billion"), Decimal(1_000_000_000)),
        **dict.fromkeys(("triliun", "trilyun", "trillion"), Decimal(1_000_000_000_000)),
    },
    r"\s*({words})(?![a-z])",
)

_SMALL = (
    ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas", "dua belas"),
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
)

NUMBER_WORDS = Table(
    {word: Decimal(value) for words in _SMALL for value, word in enumerate(words, 1)},
    r"(?:{words})(?!\s+(?:belas|puluh|ratus|ribu|juta))(?![a-z])",
)
"""Small numbers written out; "dua puluh" and beyond aren't read."""
