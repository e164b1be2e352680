"""On generated scenarios: any order of the file gives the same books, and the books always add up."""

import copy
import json
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from commission.replay.replay import replay
from tests.reference.scenarios import make_document

SEEDS = st.integers(10_000, 10**9)
Json = dict[str, Any]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_the_order_of_the_file_and_repeated_events_never_matter(seed: int) -> None:
    document = make_document(Random(seed))
    outcome = replay(document)
    shuffled = copy.deepcopy(document)
    shuffled["events"] += copy.deepcopy(shuffled["events"][::3])
    Random(seed + 1).shuffle(shuffled["events"])
    Random(seed + 2).shuffle(shuffled["sellers"])
    again = replay(shuffled)
    assert {**again, "sellers": dict(sorted(again["sellers"].items()))} == {
        **outcome,
        "sellers": dict(sorted(outcome["sellers"].items())),
    }
    assert json.loads(json.dumps(outcome)) == outcome


@settings(max_examples=120, deadline=None)
@given(SEEDS)
def test_the_books_add_up(seed: int) -> None:
    document = make_document(Random(seed))
    outcome = replay(document)
    totals = outcome["ledger"]["trial_balance"]
    assert sum(totals.values()) == 0
    assert -totals["seller_pending"] == sum(each["pending"] for each in outcome["sellers"].values())
    assert -totals["seller_available"] == sum(each["available"] for each in outcome["sellers"].values())
    rows = outcome["commissions"] + outcome["proceeds"]
    for row in rows:
        assert 0 <= row["reversed"] <= row["amount"]
        assert (row["state"] == "reversed") == (row["reversed"] == row["amount"])
    for seller, account in outcome["sellers"].items():
        mine = [row for row in rows if row["seller"] == seller]
        waiting = [row for row in mine if row["state"] in ("pending", "held")]
        assert account["pending"] == sum(row["amount"] - row["reversed"] for row in waiting)
        earned = sum(row["amount"] - row["reversed"] for row in mine)
        assert account["available"] + account["pending"] + account["paid"] == earned
        assert account["paid"] >= 0
    for order, lines in outcome["attribution"].items():
        assert len({json.dumps(decision["credits"]) for decision in lines.values()}) == 1, order


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(0, 10**6))
def test_what_has_happened_is_not_changed_by_what_comes_later(seed: int, cut: int) -> None:
    document = make_document(Random(seed))
    document["events"].sort(key=lambda event: event["at"])
    document["events"] = document["events"][: cut % (len(document["events"]) + 1)]
    earlier = replay(document)
    later = {"id": "~", "at": "2040-01-01T00:00:00Z", "type": "clock"}
    whole = replay({**document, "events": [*document["events"], later]})
    assert whole["attribution"] == earlier["attribution"]
    assert whole["wholesale"] == earlier["wholesale"]
    assert whole["returns"] == earlier["returns"]
    assert [row["amount"] for row in whole["commissions"]] == [
        row["amount"] for row in earlier["commissions"]
    ]
    assert all(
        account["pending"] == 0 or "held" in _states(whole, seller)
        for seller, account in whole["sellers"].items()
    )


def _states(outcome: Json, seller: str) -> set[str]:
    return {row["state"] for row in outcome["commissions"] if row["seller"] == seller}
