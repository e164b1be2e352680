"""Everything that could have credited a seller with a sale, each with why it did, did not, or came after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from commission.attribution.policy import AttributionPolicy
from services.queries.reasons import DROPPED, NOT_A_CANDIDATE, OUTRANKED, say
from services.review.paths import PathStep


class CandidateView(Struct, frozen=True):
    """Something that could have credited the seller. `counts` is false where it was dropped; `reason` says why it was,
    why another came before it, or that it decides. `weight` is its share where touches share the credit."""

    source: str
    at: str | None
    channel: str | None
    counts: bool
    reason_code: str
    reason: str
    weight: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionInWords:
    """A stored decision, ready to be told in a language and a time zone."""

    body: dict[str, Any]
    decided_by: str | None
    policy: AttributionPolicy
    zone: ZoneInfo
    language: str

    def candidate(self, stored: dict[str, Any]) -> CandidateView:
        """One stored candidate, in words. Of others it says no more than what kind came first, and when."""
        code, words = self._verdict(stored)
        return CandidateView(
            stored["source"],
            stored.get("at"),
            stored.get("channel"),
            "dropped" not in stored,
            code,
            words,
            self._weight(stored),
        )

    def off_path(self, step: PathStep, paid_at: datetime) -> CandidateView:
        """Something on the way to the order that is no candidate, and why not."""
        code = self._why_off(step, paid_at)
        days = self._window(step).days
        reason = say(NOT_A_CANDIDATE[code], self.language).format(days=days)
        return CandidateView(step.source, step.at.isoformat(), step.channel, False, code, reason)

    def local(self, at: str | datetime) -> str:
        """An instant as a clock on the brand's wall shows it."""
        instant = datetime.fromisoformat(at) if isinstance(at, str) else at
        return f"{instant.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def _verdict(self, stored: dict[str, Any]) -> tuple[str, str]:
        if dropped := stored.get("dropped"):
            return dropped, say(DROPPED[dropped], self.language)
        source = stored["source"]
        if source == self.decided_by:
            return self._among_its_kind(stored)
        if source not in self.policy.precedence:
            return "not_in_the_rule", say(OUTRANKED["not_in_the_rule"], self.language)
        code = f"outranked_by_{self.decided_by}"
        return code, say(OUTRANKED[code], self.language)

    def _among_its_kind(self, stored: dict[str, Any]) -> tuple[str, str]:
        step = self.body["trace"][-1]
        if "parts" in step:
            return "shares", say(OUTRANKED["shares"], self.language)
        if stored.get("id") == step.get("id"):
            return "decides", say(OUTRANKED["decides"], self.language)
        code = "earlier_than_the_last" if self.policy.model == "last" else "later_than_the_first"
        winner = next(each for each in self.body["candidates"] if each.get("id") == step["id"])
        return code, say(OUTRANKED[code], self.language).format(at=self.local(winner["at"]))

    def _weight(self, stored: dict[str, Any]) -> str | None:
        parts = self.body["trace"][-1].get("parts", ()) if self.body["trace"] else ()
        return next((part["weight"] for part in parts if part["id"] == stored.get("id")), None)

    def _window(self, step: PathStep) -> timedelta:
        if step.source == "binding":
            return timedelta(days=self.policy.binding.days if self.policy.binding else 0)
        return self.policy.window(step.channel)

    def _why_off(self, step: PathStep, paid_at: datetime) -> str:
        if step.source == "touch":
            return "outside_window" if paid_at - step.at >= self._window(step) else "anothers_browser"
        if self.policy.binding is None:
            return "bindings_off"
        stands = any(each["source"] == "binding" for each in self.body["candidates"])
        return "binding_stands_before" if stands else "anothers_browser"


def of_steps(told: DecisionInWords, steps: Sequence[PathStep], paid_at: datetime) -> list[CandidateView]:
    """What is off the candidates, latest first."""
    return [told.off_path(step, paid_at) for step in steps]
