"""What a seller owes after refunds of commission already paid, and how much of each payout goes to it."""

from dataclasses import dataclass

from commission.money.rate import Rate


@dataclass(frozen=True, slots=True)
class InstalmentCeiling:
    """At most this much of what matured goes to an old debt at each payout: a share, an amount, or the lesser.

    With neither set, later credits pay the debt down in full before anything is paid out.
    """

    share: Rate | None = None
    amount: int | None = None


WITHOUT_CEILING = InstalmentCeiling()


@dataclass(frozen=True, slots=True)
class Instalment:
    """Minor units: `repaid` of the debt now, `payable` to the seller, `debt_left` for later payouts."""

    repaid: int
    payable: int
    debt_left: int


def instalment(matured: int, debt: int, ceiling: InstalmentCeiling) -> Instalment:
    """Split what matured between an old debt and the seller. The debt is never forgotten, only spread.

    `repaid + payable == matured` and `repaid + debt_left == debt`. Raises ValueError for negative figures.
    """
    if matured < 0 or debt < 0:
        raise ValueError("what matured and what is owed are not negative")
    limits = [matured, debt]
    if ceiling.share is not None:
        limits.append(ceiling.share.of(matured))
    if ceiling.amount is not None:
        limits.append(ceiling.amount)
    repaid = min(limits)
    return Instalment(repaid, matured - repaid, debt - repaid)
