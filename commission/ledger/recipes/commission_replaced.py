"""A correction took what was left of commission lines, whatever their state."""

from collections.abc import Iterable

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def commission_replaced(
    what: Happening, replaced: Iterable[tuple[str, int, bool]], corrects: str | None
) -> JournalEntry:
    """For each (seller, what is left, matured): debit available where it had matured, else pending; credit expense.

    A full debit, as of a clawback: available may go below zero, later credits pay it down. `corrects` is the key of the
    entry that gave it.
    """
    rows = list(replaced)
    return entry(
        "commission_replaced",
        what,
        [
            *(
                (Account(Code.SELLER_AVAILABLE if matured else Code.SELLER_PENDING, seller), amount)
                for seller, amount, matured in rows
            ),
            (Account(Code.COMMISSION_EXPENSE), -sum(amount for _, amount, _ in rows)),
        ],
        corrects,
    )
