"""The generated scenarios reach the branches that matter, and the reference keeps the invariants on them."""

from collections import Counter
from random import Random

from tests.reference.replay import reference_book
from tests.reference.scenarios import make_document

DOCUMENTS = 1200
# Per cent of generated documents that must go through a branch at least.
SHARES = {
    "line cap cut": 10,
    "order cap cut": 10,
    "month cap cut": 5,
    "reprice floor bound": 0.5,
    "reprice below the price paid": 2,
    "a return lowers the standing tier": 2,
    "restocking fee": 4,
    "return too late": 10,
    "threshold reached at equality": 1,
    "priced list all_units": 10,
    "priced list graduated": 10,
    "priced paid all_units": 10,
    "priced sell_through all_units": 10,
    "sale across lots": 3,
    "sale of more than the stock": 10,
    "split linear": 1,
    "split position": 1,
    "split time_decay": 1,
    "decided by coupon": 2,
    "decided by binding": 5,
    "decided by touch": 20,
    "decided by store": 20,
    "nobody credited": 20,
    "rebind never": 2,
    "rebind after_expiry": 2,
    "rebind newest": 2,
    "binding of a visitor who became the customer": 2,
    "ineligible binding still blocks": 1,
    "self purchase dropped": 10,
    "seller inactive at the touch": 3,
    "touch outside the window": 20,
    "matched on tier": 3,
    "paid by per_unit": 5,
    "paid by per_order": 10,
    "negative available": 3,
    "refund of a row that is pending": 20,
    "refund of a row that is held": 2,
    "refund of a row that is available": 15,
    "refund of a row that is paid": 3,
    "refused": 1,
    "released when due": 0.5,
    "released before due": 1,
    "late delivery": 10,
    "payout waits": 4,
    "suspended seller waits": 0.5,
    "payout of a seller who is closed": 0.3,
    "applied parked delivered": 10,
    "applied parked retail_refunded": 10,
    "duplicate event": 20,
}


def test_generated_scenarios_are_rich() -> None:
    seen: Counter[str] = Counter()
    for seed in range(DOCUMENTS):
        outcome, book = reference_book(make_document(Random(seed)))
        seen.update(book.marks)
        assert sum(outcome["ledger"]["trial_balance"].values()) == 0
        for row in book.rows:
            assert 0 <= row.reversed <= row.amount
        for order in book.stock.values():
            assert 0 <= sum(lot.refunded for lot in order.lines) <= sum(lot.net for lot in order.lines)
            assert all(lot.sold + lot.returned <= lot.qty for lot in order.lines)
    shares = {name: 100 * seen[name] / DOCUMENTS for name in SHARES}
    assert {name: share for name, share in shares.items() if share < SHARES[name]} == {}
