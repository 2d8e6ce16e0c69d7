"""Texts and figures from outside, made fit to store: NFC, trimmed, no control characters, within their limits."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from models.limits import FIGURE_DECIMALS, FIGURE_DIGITS, YEAR_FIRST, YEAR_LAST
from models.vocabulary import ReasonCode
from workflows.refusals import Reason, invalid

# Line ends and tabs; the joiners that scripts and emoji are written with. Other format characters are invisible or turn the reading order.
_KEPT = frozenset("\n\t\u200c\u200d")


def clean(text: str) -> str:
    """Give the text in NFC, trimmed, one kind of line end, without other control characters."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if normal.isprintable():
        # Nearly every text: without controls, format characters and joiners, and looked at once instead of character by character.
        return normal.strip()
    kept = "".join(char for char in normal if char in _KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs")).strip()
    # What only joiners or blanks are left of shows nothing to a reader, so it says nothing.
    return kept if any(char not in _KEPT and not char.isspace() for char in kept) else ""


class Checked:
    """Collects what is wrong with an input, so that one answer names everything; ``done`` raises it."""

    def __init__(self) -> None:
        self.reasons: list[Reason] = []

    def text(self, text: str | None, path: str, limit: int, *, required: bool = False) -> str | None:
        """Clean a text and check it against its limit; an empty one counts as none."""
        value = clean(text) if text is not None else ""
        if not value:
            if required:
                self.reasons.append(Reason(ReasonCode.TEXT_EMPTY, path))
            return None
        if len(value) > limit:
            self.reasons.append(Reason(ReasonCode.TEXT_TOO_LONG, path, {"max": limit, "length": len(value)}))
        return value

    def figure(self, value: Decimal | None, path: str) -> Decimal | None:
        """Check a figure against the digits that are stored."""
        if value is None:
            return None
        if not value.is_finite() or abs(value) >= Decimal(10) ** (FIGURE_DIGITS - FIGURE_DECIMALS) or _decimals(value) > FIGURE_DECIMALS:
            digits = FIGURE_DIGITS - FIGURE_DECIMALS
            self.reasons.append(Reason(ReasonCode.NUMBER_OUT_OF_RANGE, path, {"digits": digits, "decimals": FIGURE_DECIMALS}))
        # A negative zero is a zero, in the row as in the event.
        return value or Decimal(0)

    def day(self, value: date | None, path: str) -> date | None:
        """Check that a day lies in a year that is kept."""
        if value is not None and not YEAR_FIRST <= value.year <= YEAR_LAST:
            self.reasons.append(Reason(ReasonCode.DATE_OUT_OF_RANGE, path, {"min": str(YEAR_FIRST), "max": str(YEAR_LAST)}))
        return value

    def count(self, items: Sequence[object], path: str, limit: int) -> None:
        """Check how many items are given."""
        if len(items) > limit:
            self.reasons.append(Reason(ReasonCode.TOO_MANY, path, {"max": limit, "count": len(items)}))

    def wrong(self, code: ReasonCode, path: str, **params: str | int) -> None:
        """Add one more thing that is wrong."""
        self.reasons.append(Reason(code, path, params))

    def done(self) -> None:
        """Refuse if anything was wrong.

        Raises:
            Refused: INVALID with every reason.
        """
        if self.reasons:
            raise invalid(*self.reasons)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else FIGURE_DECIMALS + 1
