"""A bank sent a confirmed payout back: the money is here again, and in flight until the start is reversed."""

from commission.ledger.entry import Happening, JournalEntry, entry


def payout_returned(what: Happening, confirmed: JournalEntry) -> JournalEntry:
    """The mirror of the confirmation, naming it. `payout_failed` then takes back the start."""
    return entry(
        "payout_returned",
        what,
        [(posting.account, -posting.amount) for posting in confirmed.postings],
        corrects=confirmed.key,
    )
