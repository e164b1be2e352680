"""A correction gave a line's commission anew."""

from collections.abc import Iterable

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def commission_recredited(
    what: Happening, credited: Iterable[tuple[str, int]], corrects: str | None
) -> JournalEntry:
    """Debit commission expense; credit pending with each (seller, amount net of what was refunded before). What is due
    already matures by an entry of its own. `corrects` is the key of the entry that gave it to others."""
    rows = list(credited)
    return entry(
        "commission_recredited",
        what,
        [
            (Account(Code.COMMISSION_EXPENSE), sum(amount for _, amount in rows)),
            *((Account(Code.SELLER_PENDING, seller), -amount) for seller, amount in rows),
        ],
        corrects,
    )
