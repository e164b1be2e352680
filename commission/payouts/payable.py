"""How much of a seller's available account a payout takes now, and why not more."""

from dataclasses import dataclass
from enum import StrEnum

from commission.money.faults import Reason
from commission.payouts.debt import WITHOUT_CEILING, Instalment, InstalmentCeiling, instalment


class SellerStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one seller could be paid over one rail, in minor units of one currency.

    `matured` is what is left of the rows that are available and not yet paid, `debt` what refunds of rows paid
    earlier took beyond that; the seller's available account stands at `matured - debt`. `rail` is None where
    the seller has named none.
    """

    seller: str
    currency: str
    rail: str | None
    status: SellerStatus
    matured: int
    debt: int = 0

    @classmethod
    def standing(
        cls,
        seller: str,
        currency: str,
        rail: str | None,
        status: SellerStatus,
        *,
        matured: int,
        available: int,
    ) -> "Claim":
        """The claim of a seller whose unpaid matured rows come to `matured` and whose account stands at `available`.

        What the account lacks of the rows is the debt. It may hold more than the rows do (a bank sent a payout back
        whose debt instalment had been taken): that is the seller's as well.
        """
        return cls(seller, currency, rail, status, max(matured, available), max(matured - available, 0))

    @property
    def available(self) -> int:
        """Where the seller's available account stands; below zero the seller owes."""
        return self.matured - self.debt


@dataclass(frozen=True, slots=True)
class Payable:
    """The verdict on one claim: `amount` to pay (0: nothing), the instalment kept for debt, and the reason."""

    claim: Claim
    amount: int
    instalment: Instalment
    reason: Reason


def payable(claim: Claim, minimum: int = 0, ceiling: InstalmentCeiling = WITHOUT_CEILING) -> Payable:
    """Take the available account of at least `minimum` (reached at equality) and above zero.

    A suspended seller's waits; a closed seller's is paid, and pays its whole debt first, for no later credit
    will (money-rules.md, Payouts).
    """
    part = instalment(claim.matured, claim.debt, WITHOUT_CEILING if _closed(claim) else ceiling)
    if claim.status is SellerStatus.SUSPENDED:
        reason = Reason("seller_suspended", f"{claim.seller} is suspended: what is available waits")
    elif part.payable <= 0:
        reason = Reason(
            "nothing_available",
            f"nothing of {claim.seller}'s is available",
            {"available": claim.available, "debt": claim.debt},
        )
    elif part.payable < minimum:
        reason = Reason(
            "below_minimum",
            f"{part.payable} is below the minimum of {minimum}",
            {"amount": part.payable, "minimum": minimum},
        )
    else:
        reason = Reason("payable", f"{part.payable} is available", {"amount": part.payable})
        return Payable(claim, part.payable, part, reason)
    return Payable(claim, 0, part, reason)


def _closed(claim: Claim) -> bool:
    return claim.status is SellerStatus.CLOSED
