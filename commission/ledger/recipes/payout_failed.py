"""The rail refused a payout item: the start is reversed, tax included, and the seller may be paid again."""

from commission.ledger.entry import Happening, JournalEntry, entry


def payout_failed(what: Happening, started: JournalEntry) -> JournalEntry:
    """The mirror of the start's postings, naming the entry it corrects."""
    return entry(
        "payout_failed",
        what,
        [(posting.account, -posting.amount) for posting in started.postings],
        corrects=started.key,
    )
