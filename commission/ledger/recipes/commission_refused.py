"""A reviewer refused a held commission line: what is left of it is reversed."""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def commission_refused(what: Happening, seller: str, amount: int) -> JournalEntry:
    """Debit pending, credit commission expense. A held line is never matured."""
    return entry(
        "commission_refused",
        what,
        [(Account(Code.SELLER_PENDING, seller), amount), (Account(Code.COMMISSION_EXPENSE), -amount)],
    )
