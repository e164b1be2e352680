"""A customer's payment arrived that its order could not take: it is the customer's money, to be sent back."""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def stray_payment_received(what: Happening, amount: int) -> JournalEntry:
    """Debit cash; credit what is owed to customers. No sale, and nobody earns on it."""
    return entry(
        "stray_payment_received",
        what,
        [(Account(Code.CASH), amount), (Account(Code.CUSTOMER_REFUNDS_DUE), -amount)],
    )
