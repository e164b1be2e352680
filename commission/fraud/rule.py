"""What a fraud rule is: a code, its reason in words, the thresholds a brand may set, and a check."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from commission.fraud.facts import SaleFacts


@dataclass(frozen=True, slots=True)
class Threshold:
    """A whole number that a brand may set, with what holds until it does."""

    default: int
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Limits:
    """A rule's thresholds as a policy version sets them. `hosts` are web hosts, where the rule asks for some."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> int:
        return self.numbers[name]


Evidence = Mapping[str, Any]
Check = Callable[[SaleFacts, Limits], Evidence | None]


@dataclass(frozen=True, slots=True)
class FraudRule:
    """`check` answers what it found, for the reviewer's eyes, or None. `reason` and `reason_zh` are what the seller
    reads: they say what is looked into and show nothing of anybody else, nor where the threshold lies."""

    code: str
    reason: str
    reason_zh: str
    check: Check
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule's finding about one sale."""

    rule: str
    evidence: Evidence


def in_one_window(instants: Iterable[datetime], length: timedelta) -> list[datetime]:
    """The most instants that lie within one window of `length` (both ends included), earliest such window first."""
    ordered = sorted(instants)
    best: list[datetime] = []
    start = 0
    for end in range(len(ordered)):
        while ordered[end] - ordered[start] > length:
            start += 1
        if end - start + 1 > len(best):
            best = ordered[start : end + 1]
    return best
