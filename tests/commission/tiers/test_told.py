"""What a quote tells: each reason whole, with its code, its sentence and its figures."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commission.money.faults import Reason
from commission.tiers.price import StockLine
from commission.tiers.quote import Quote, quote_holds, quote_order
from tests.commission.tiers.ladders import line, schedule

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
EXPIRY = AT + timedelta(hours=48)


def quoted(volume: int, *lines: StockLine, **changes: Any) -> Quote:
    return quote_order(schedule(**changes), volume, lines, at=AT, expires_at=EXPIRY)


def test_a_quote_whole() -> None:
    quote = quoted(4_000, line("1", 1_000, 15), line("2", 900, 1, tier_eligible=False), line("3", 300, 0))
    assert (quote.quoted_at, quote.expires_at) == (AT, EXPIRY)
    assert quote.reasons == (
        Reason(
            "volume_before",
            "The qualifying volume before this order is 4000: list value of stock bought and not returned,"
            " in the last 365 days.",
            {"volume": 4_000, "basis": "list", "window": "rolling_days", "days": 365},
        ),
        Reason(
            "tier_reached",
            "19000, with 15000 from this order, reaches tier start (from 0).",
            {"tier": "start", "threshold": 0, "added": 15_000, "reached": 19_000},
        ),
        Reason(
            "tier_price",
            "Every tier-eligible unit costs 0.60 of its list price.",
            {"tier": "start", "price_rate": "0.60"},
        ),
        Reason(
            "not_tier_eligible",
            "Line 2 (sku-2) is outside the tiers: it costs its list price 900 and counts in no volume.",
            {"line": "2", "sku": "sku-2", "net": 900},
        ),
        Reason(
            "next_tier",
            "Tier middle (0.45 of list) needs a further 1000 of list value in this order,"
            " 1 unit of sku-1 alone, 4 units of sku-3 alone.",
            {
                "tier": "middle",
                "price_rate": "0.45",
                "basis": "list",
                "through": "this_order",
                "amount": 1_000,
                "list": 1_000,
                "units": {"sku-1": 1, "sku-3": 4},
            },
        ),
    )


def test_each_piece_of_a_graduated_price() -> None:
    quote = quoted(15_000, line("1", 40_000, 1), mode="graduated", window={"calendar": "year"})
    assert quote.reasons[0].text.endswith(", in this calendar year.")
    assert quote.reasons[0].facts == {
        "volume": 15_000,
        "basis": "list",
        "window": "calendar",
        "period": "year",
    }
    assert [(reason.code, reason.facts) for reason in quote.reasons[2:]] == [
        ("piece_price", {"tier": "start", "list": 5_000, "price_rate": "0.60"}),
        ("piece_price", {"tier": "middle", "list": 30_000, "price_rate": "0.45"}),
        ("piece_price", {"tier": "top", "list": 5_000, "price_rate": "0.28"}),
        ("no_next_tier", {}),
    ]


def test_a_piece_of_one_cent_is_a_piece() -> None:
    quote = quoted(19_999, line("1", 2, 1), mode="graduated")
    assert [reason.facts["list"] for reason in quote.reasons[2:-1]] == [1, 1]


@pytest.mark.parametrize(
    ("window", "told"),
    [
        ("order", "no earlier order counts."),
        ("lifetime", "of all time."),
        ({"rolling_days": 90}, "in the last 90 days."),
        ({"calendar": "month"}, "in this calendar month."),
    ],
)
def test_each_window_has_its_words(window: object, told: str) -> None:
    volume = 0 if window == "order" else 5
    assert quoted(volume, line("1", 1, 1), window=window).reasons[0].text == (
        f"The qualifying volume before this order is {volume}:"
        f" list value of stock bought and not returned, {told}"
    )


@pytest.mark.parametrize(
    ("changes", "volume", "counted", "next_told", "facts"),
    [
        (
            {"counts_current_order": False},
            5_000,
            "list value of stock bought and not returned",
            "a further 5000 of list value bought before a later order, 5 units of sku-1 alone",
            {"through": "later_order", "amount": 5_000, "list": 5_000, "units": {"sku-1": 5}},
        ),
        (
            {"basis": "sell_through"},
            5_000,
            "list value of own stock sold to customers and not refunded",
            "a further 15000 of list value sold to customers, 15 units of sku-1 alone",
            {"through": "sell_through", "amount": 15_000, "list": 15_000, "units": {"sku-1": 15}},
        ),
        (
            {"basis": "paid"},
            5_000,
            "price of stock bought and not returned",
            # 15,000 at 0.45 are 33,333.3 of list value, of which 10,000 are in the order.
            "a further 23333 of list value in this order, 24 units of sku-1 alone",
            {"through": "this_order", "amount": 10_500, "list": 23_333, "units": {"sku-1": 24}},
        ),
    ],
)
def test_what_counts_and_what_the_next_tier_needs(
    changes: dict[str, Any], volume: int, counted: str, next_told: str, facts: dict[str, Any]
) -> None:
    quote = quoted(volume, line("1", 1_000, 10), **changes)
    assert counted in quote.reasons[0].text
    assert quote.reasons[-1] == Reason(
        "next_tier",
        f"Tier middle (0.45 of list) needs {next_told}.",
        {"tier": "middle", "price_rate": "0.45", "basis": changes.get("basis", "list"), **facts},
    )


def test_an_order_that_does_not_count_itself_says_so_in_figures() -> None:
    quote = quoted(20_000, line("1", 1_000, 10), counts_current_order=False)
    assert quote.reasons[1] == Reason(
        "tier_reached",
        "20000, this order itself not counted, reaches tier middle (from 20000).",
        {"tier": "middle", "threshold": 20_000, "added": 0, "reached": 20_000},
    )
    assert quote.priced.net == 4_500


def test_a_promise_is_kept_across_zones() -> None:
    from_shanghai = datetime.fromisoformat("2026-03-03T17:00:00+08:00")
    assert not quote_holds(EXPIRY, from_shanghai)
    assert quote_holds(from_shanghai, EXPIRY - timedelta(seconds=1))
