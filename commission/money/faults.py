"""How the law says no: faults of a policy's text, and refusals of an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a policy: where (`tier_schedule.tiers[1].threshold`) and what."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class PolicyRefused(ValueError):
    """A policy cannot be read or would be impossible. `faults` holds every fault found, never none."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure is what it is, or why an event is refused.

    `code` is stable and is what a translation hangs on; `facts` are its figures (minor units, counts,
    instants, names); `text` is the plain English sentence.
    """

    code: str
    text: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text


class Refused(Exception):
    """An event that breaks a rule: it changes nothing, and `reason` says why to a person."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.text)
