"""What a pack says about one rule: severities by case, thresholds, words, citations."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from commission.compliance.facts import Fact
from commission.compliance.findings import Citation
from commission.compliance.tri import Tri, over
from commission.compliance.vocabulary import Severity


@dataclass(frozen=True, slots=True)
class Terms:
    """One rule's entry in one pack. `on` is the day the judgement is made for."""

    rule: str
    jurisdiction: str
    entry: dict[str, Any]
    citations: tuple[Citation, ...]
    on: date
    currency: str | None = None
    plan_findings: frozenset[str] | None = None
    """Plan rules that found something, where the plan was judged: some network rules are graver beside them."""

    def severity(self, case: str) -> Severity | None:
        """The severity of a case, or None where this jurisdiction does not ask for it."""
        word = self.entry["severity"].get(case)
        return None if word is None else Severity(word)

    def has(self, name: str) -> bool:
        return self.entry.get(name) is not None

    def number(self, name: str) -> Decimal:
        return Decimal(str(self.entry[name]))

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(self.entry.get(name, ()))

    def over_money(self, fact: Fact, limit: str, currency: Fact) -> Tri:
        """More than a limit set in the jurisdiction's own currency; zero needs no exchange rate."""
        ceiling = self.number(limit)
        if fact.number is None:
            return None
        if fact.number <= 0:
            return False
        if ceiling == 0 or currency.text == self.currency:
            return over(fact.number, ceiling)
        return None

    def money_path(self, fact: Fact, currency: Fact) -> str:
        """Which field to ask for: the amount, or the currency it would have to be in."""
        return fact.path if fact.unknown or currency.text == self.currency else currency.path

    def bands(self, name: str = "bands") -> list[tuple[Decimal, Severity]]:
        """Thresholds with their severities, as the pack orders them: the gravest first."""
        return [(Decimal(limit), Severity(word)) for limit, word in self.entry[name]]
