"""A customer paid a retail order from a reseller's own stock: the goods' price is the reseller's."""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def own_stock_paid(
    what: Happening, seller: str, proceeds: int, tax: int = 0, shipping: int = 0
) -> JournalEntry:
    """Debit cash; credit the seller's pending account with the proceeds, tax and shipping to their own."""
    return entry(
        "own_stock_paid",
        what,
        [
            (Account(Code.CASH), proceeds + tax + shipping),
            (Account(Code.SELLER_PENDING, seller), -proceeds),
            (Account(Code.SALES_TAX), -tax),
            (Account(Code.SHIPPING), -shipping),
        ],
    )
