"""A reviewer released a held commission line that was due already: it matures at once.

A line released before its due instant moves no money and needs no entry.
"""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def commission_released(what: Happening, seller: str, amount: int) -> JournalEntry:
    """Debit pending, credit available with what is left of the line."""
    return entry(
        "commission_released",
        what,
        [(Account(Code.SELLER_PENDING, seller), amount), (Account(Code.SELLER_AVAILABLE, seller), -amount)],
    )
