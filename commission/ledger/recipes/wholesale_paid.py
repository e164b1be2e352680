"""A reseller paid a stock order."""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def wholesale_paid(what: Happening, net: int, tax: int = 0, shipping: int = 0) -> JournalEntry:
    """Debit cash; credit wholesale revenue, tax and shipping. Nobody but the brand earns on it."""
    return entry(
        "wholesale_paid",
        what,
        [
            (Account(Code.CASH), net + tax + shipping),
            (Account(Code.WHOLESALE_REVENUE), -net),
            (Account(Code.SALES_TAX), -tax),
            (Account(Code.SHIPPING), -shipping),
        ],
    )
