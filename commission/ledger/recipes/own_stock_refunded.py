"""A customer got money back for units sold from a reseller's own stock: the reseller's proceeds pay it."""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def own_stock_refunded(
    what: Happening, seller: str, proceeds: int, *, matured: bool, tax: int = 0, shipping: int = 0
) -> JournalEntry:
    """Debit the seller's pending account, or the available one where the proceeds had matured; credit cash.

    A full debit: the seller's available account may go below zero.
    """
    account = Code.SELLER_AVAILABLE if matured else Code.SELLER_PENDING
    return entry(
        "own_stock_refunded",
        what,
        [
            (Account(account, seller), proceeds),
            (Account(Code.SALES_TAX), tax),
            (Account(Code.SHIPPING), shipping),
            (Account(Code.CASH), -(proceeds + tax + shipping)),
        ],
    )
