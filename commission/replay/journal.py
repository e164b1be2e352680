"""The replay's books: entries of the ledger's recipes, summed up as they come."""

from commission.ledger.accounts import Code
from commission.ledger.entry import JournalEntry
from commission.ledger.trial_balance import Sums, add_entry, owed_to, trial_balance

# Printed even where nothing was ever posted (scenario.md, Output).
_ALWAYS = (
    Code.CASH,
    Code.RETAIL_REVENUE,
    Code.WHOLESALE_REVENUE,
    Code.COMMISSION_EXPENSE,
    Code.RESTOCKING_FEE_INCOME,
    Code.SELLER_PENDING,
    Code.SELLER_AVAILABLE,
    Code.PAYOUT_IN_FLIGHT,
    Code.TAX_WITHHELD,
)


class Journal:
    """Running sums in one currency."""

    __slots__ = ("_currency", "_sums", "entries")

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._sums: Sums = {}
        self.entries = 0

    def post(self, entry: JournalEntry) -> None:
        """Add an entry; one that moves nothing is not written."""
        if not entry.empty:
            add_entry(self._sums, entry)
            self.entries += 1

    def owed(self, code: Code, seller: str) -> int:
        """What stands on a seller's account, credit positive."""
        return owed_to(self._sums, code, seller, self._currency)

    def to_json(self) -> dict[str, object]:
        """The number of entries and the trial balance, debit positive, sellers pooled."""
        totals = trial_balance(self._sums, self._currency)
        shown = {str(code): total for code, total in totals.items() if total or code in _ALWAYS}
        return {"entries": self.entries, "trial_balance": shown}
