"""Texts and figures from outside, made fit to store: NFC, trimmed, no control characters, within their limits."""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from models.limits import FIGURE_DECIMALS, FIGURE_DIGITS
from models.vocabulary import ReasonCode
from workflows.refusals import Reason, invalid

_KEPT_CONTROLS = frozenset("\n\t")


def clean(text: str) -> str:
    """Give the text in NFC, trimmed, one kind of line end, without other control characters."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(char for char in normal if char in _KEPT_CONTROLS or unicodedata.category(char) not in ("Cc", "Cs")).strip()


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
