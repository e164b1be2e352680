"""A customer paid a retail order from the brand's own stock."""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def retail_paid(what: Happening, goods: int, tax: int = 0, shipping: int = 0) -> JournalEntry:
    """Debit cash; credit retail revenue, tax and shipping. `goods` is without both; minor units."""
    return entry(
        "retail_paid",
        what,
        [
            (Account(Code.CASH), goods + tax + shipping),
            (Account(Code.RETAIL_REVENUE), -goods),
            (Account(Code.SALES_TAX), -tax),
            (Account(Code.SHIPPING), -shipping),
        ],
    )
