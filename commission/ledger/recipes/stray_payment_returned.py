"""The gateway sent a stray payment back."""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def stray_payment_returned(what: Happening, amount: int) -> JournalEntry:
    """Debit what is owed to customers; credit cash. Posted when it is sent, so that a refusal stays owed."""
    return entry(
        "stray_payment_returned",
        what,
        [(Account(Code.CUSTOMER_REFUNDS_DUE), amount), (Account(Code.CASH), -amount)],
    )
