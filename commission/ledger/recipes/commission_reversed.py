"""A retail refund took back commission (clawback)."""

from collections.abc import Iterable

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def commission_reversed(what: Happening, reversals: Iterable[tuple[str, int, bool]]) -> JournalEntry:
    """For each (seller, amount, matured): debit available where it had matured, else pending; credit expense.

    Never capped at what the seller has: available may go below zero, later credits pay it down.
    """
    rows = list(reversals)
    return entry(
        "commission_reversed",
        what,
        [
            *(
                (Account(Code.SELLER_AVAILABLE if matured else Code.SELLER_PENDING, seller), amount)
                for seller, amount, matured in rows
            ),
            (Account(Code.COMMISSION_EXPENSE), -sum(amount for _, amount, _ in rows)),
        ],
    )
