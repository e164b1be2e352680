"""Shares as exact fractions, compared with the thresholds of a pack."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from commission.compliance.findings import Reading
from commission.compliance.tri import Tri
from commission.compliance.vocabulary import Severity, Text

_FOUR_PLACES = Decimal("0.0001")

Bands = Iterable[tuple[Decimal, Severity]]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole. `open_part` is what may belong to the part or not, for want of data."""

    part: int
    whole: int
    open_part: int = 0

    @property
    def text(self) -> str:
        """To four places, for people; a whole of nothing has no share."""
        if self.whole <= 0:
            return "unknown"
        return str((Decimal(self.part) / Decimal(self.whole)).quantize(_FOUR_PLACES, ROUND_HALF_UP))

    def over(self, limit: Decimal) -> Tri:
        """Strictly over; a whole of nothing is over no limit."""
        if self.whole <= 0:
            return None if self.open_part else False
        if Fraction(self.part, self.whole) > Fraction(limit):
            return True
        return None if Fraction(self.part + self.open_part, self.whole) > Fraction(limit) else False

    def under(self, limit: Decimal) -> Tri:
        """Strictly under; the share of nothing is not known."""
        if self.whole <= 0:
            return None
        if Fraction(self.part + self.open_part, self.whole) < Fraction(limit):
            return True
        return None if Fraction(self.part, self.whole) < Fraction(limit) else False


@dataclass(frozen=True, slots=True)
class Banded:
    """Readings of one share against bands, the gravest first: only the gravest that is reached is a finding."""

    share: Share
    path: str
    en: str
    zh: str
    evidence: dict[str, Any] = field(default_factory=dict)

    def over(self, bands: Bands) -> Iterator[Reading]:
        for limit, severity in bands:
            truth = self.share.over(limit)
            yield self._reading(truth, severity, limit, "over")
            if truth:
                return

    def under(self, bands: Bands) -> Iterator[Reading]:
        for limit, severity in bands:
            truth = self.share.under(limit)
            yield self._reading(truth, severity, limit, "under")
            if truth:
                return

    def _reading(self, truth: Tri, severity: Severity, limit: Decimal, way: str) -> Reading:
        sign = {"over": ">", "under": "<"}[way]
        said = f"{self.share.text} {sign} {limit}" if truth else f"? {sign} {limit}"
        message = Text(f"{self.en}: {said}.", f"{self.zh}：{said}。")
        return Reading(truth, self.path, severity, message, {"share": self.share.text, **self.evidence})
