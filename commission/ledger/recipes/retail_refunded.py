"""A customer got money back for units of a retail order from the brand's own stock."""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def retail_refunded(what: Happening, goods: int, tax: int = 0, shipping: int = 0) -> JournalEntry:
    """Debit retail revenue, tax and shipping; credit cash."""
    return entry(
        "retail_refunded",
        what,
        [
            (Account(Code.RETAIL_REVENUE), goods),
            (Account(Code.SALES_TAX), tax),
            (Account(Code.SHIPPING), shipping),
            (Account(Code.CASH), -(goods + tax + shipping)),
        ],
    )
