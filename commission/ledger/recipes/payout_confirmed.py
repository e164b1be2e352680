"""The rail confirmed a payout item: the money has left."""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def payout_confirmed(what: Happening, seller: str, net: int) -> JournalEntry:
    """Debit payout in flight; credit cash. `net` is what was sent, after withholding."""
    return entry(
        "payout_confirmed", what, [(Account(Code.PAYOUT_IN_FLIGHT, seller), net), (Account(Code.CASH), -net)]
    )
