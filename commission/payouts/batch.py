"""Building a batch: who is paid together, over which rail, in which currency, and who is left out and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from commission.money.faults import Reason
from commission.payouts.debt import WITHOUT_CEILING, InstalmentCeiling
from commission.payouts.payable import Claim, Payable, payable

Lane = tuple[str, str]
"""A currency and a rail: what one batch is for."""


@dataclass(frozen=True, slots=True)
class BatchRule:
    """Minimums in minor units by (currency, rail), `minimum` for the rest; the instalment ceiling of debts."""

    minimum: int = 0
    minimums: Mapping[Lane, int] = field(default_factory=dict)
    ceiling: InstalmentCeiling = WITHOUT_CEILING


@dataclass(frozen=True, slots=True)
class Batch:
    """The payable claims of one lane, sellers in order of their ids."""

    currency: str
    rail: str
    items: tuple[Payable, ...]

    @property
    def total(self) -> int:
        """Gross of the batch in minor units, before withholding."""
        return sum(item.amount for item in self.items)


@dataclass(frozen=True, slots=True)
class Drafted:
    """The batches, lanes in order, and the claims left out, each with its reason."""

    batches: tuple[Batch, ...]
    left_out: tuple[Payable, ...]


def draft_batches(claims: Iterable[Claim], rule: BatchRule) -> Drafted:
    """Sort claims into lanes and take what is payable. The order in which claims are given never matters."""
    lanes: dict[Lane, list[Payable]] = {}
    left_out: list[Payable] = []
    for claim in sorted(claims, key=lambda each: (each.currency, each.rail or "", each.seller)):
        lane = None if claim.rail is None else (claim.currency, claim.rail)
        minimum = rule.minimum if lane is None else rule.minimums.get(lane, rule.minimum)
        verdict = payable(claim, minimum, rule.ceiling)
        if not verdict.amount:
            left_out.append(verdict)
        elif lane is None:
            why = Reason("no_rail", f"{claim.seller} has named no rail to be paid over")
            left_out.append(Payable(claim, 0, verdict.instalment, why))
        else:
            lanes.setdefault(lane, []).append(verdict)
    batches = tuple(Batch(currency, rail, tuple(items)) for (currency, rail), items in sorted(lanes.items()))
    return Drafted(batches, tuple(left_out))
