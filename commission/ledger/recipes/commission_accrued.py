"""A paid retail order earned its credited sellers commission."""

from collections.abc import Iterable

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def commission_accrued(what: Happening, earned: Iterable[tuple[str, int]]) -> JournalEntry:
    """Debit commission expense; credit pending with each (seller, amount)."""
    rows = list(earned)
    return entry(
        "commission_accrued",
        what,
        [
            (Account(Code.COMMISSION_EXPENSE), sum(amount for _, amount in rows)),
            *((Account(Code.SELLER_PENDING, seller), -amount) for seller, amount in rows),
        ],
    )
