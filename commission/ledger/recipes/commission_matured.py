"""Commission or proceeds matured: what was pending becomes available."""

from collections.abc import Iterable

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def commission_matured(what: Happening, matured: Iterable[tuple[str, int]]) -> JournalEntry:
    """Debit pending, credit available, for each (seller, what is left of the row)."""
    legs = [
        leg
        for seller, amount in matured
        for leg in (
            (Account(Code.SELLER_PENDING, seller), amount),
            (Account(Code.SELLER_AVAILABLE, seller), -amount),
        )
    ]
    return entry("commission_matured", what, legs)
