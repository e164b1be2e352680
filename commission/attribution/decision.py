"""The answer: who is credited, by what, and everything that explains it, as plain JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Self

from commission.money.reading import parse_instant


@dataclass(frozen=True, slots=True)
class Credit:
    """One seller's share of a sale. Weights of a decision sum to exactly one.

    `channel` is what a commission rule matches on: of the deciding touch or coupon, of the seller's latest
    touch in a sharing model, else `binding` or `store`.
    """

    seller: str
    weight: Fraction
    channel: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could have credited a seller: a coupon, a binding, a touch or the store.

    `id` is the touch's or binding's id or the coupon's code; `dropped` the reason it does not count, if any.
    """

    source: str
    seller: str
    id: str | None = None
    at: datetime | None = None
    channel: str | None = None
    dropped: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Who gets the sale. `by` is None and `credits` empty where nobody does.

    `trace` is the walk along the policy's precedence with its arithmetic; `sentence` says it in English.
    Credits stand in the order in which amounts are split: each seller's latest touch, latest first.
    """

    by: str | None
    credits: tuple[Credit, ...]
    candidates: tuple[Candidate, ...]
    trace: tuple[Mapping[str, Any], ...]
    sentence: str

    @property
    def drops(self) -> tuple[Candidate, ...]:
        """The candidates that do not count, each with its reason."""
        return tuple(candidate for candidate in self.candidates if candidate.dropped is not None)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: what is stored with an order line and what a replay prints. Instants are in UTC."""
        return {
            "by": self.by,
            "credits": [
                {"seller": c.seller, "weight": str(c.weight), "channel": c.channel} for c in self.credits
            ],
            "candidates": [candidate_json(candidate) for candidate in self.candidates],
            "drops": [candidate_json(candidate) for candidate in self.drops],
            "trace": [dict(step) for step in self.trace],
            "sentence": self.sentence,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The decision back from what `to_json` gave; exactly equal to the one stored."""
        return cls(
            by=stored["by"],
            credits=tuple(
                Credit(c["seller"], Fraction(c["weight"]), c["channel"]) for c in stored["credits"]
            ),
            candidates=tuple(_candidate_from(c) for c in stored["candidates"]),
            trace=tuple(stored["trace"]),
            sentence=stored["sentence"],
        )


def candidate_json(candidate: Candidate) -> dict[str, Any]:
    """One candidate as plain JSON; what is not known of it is left out."""
    written: dict[str, Any] = {"source": candidate.source, "seller": candidate.seller}
    if candidate.id is not None:
        written["id"] = candidate.id
    if candidate.at is not None:
        written["at"] = candidate.at.isoformat()
    if candidate.channel is not None:
        written["channel"] = candidate.channel
    if candidate.dropped is not None:
        written["dropped"] = candidate.dropped
    return written


def _candidate_from(stored: Mapping[str, Any]) -> Candidate:
    at = stored.get("at")
    return Candidate(
        source=stored["source"],
        seller=stored["seller"],
        id=stored.get("id"),
        at=None if at is None else parse_instant(at),
        channel=stored.get("channel"),
        dropped=stored.get("dropped"),
    )
