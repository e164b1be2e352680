from __future__ import annotations

from datetime import UTC, datetime, timedelta

from commission.tiers.quote import Quote, quote_holds, quote_order
from tests.commission.tiers.ladders import line, schedule

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
EXPIRY = AT + timedelta(hours=48)


def quoted(volume: int, *lines: object, **changes: object) -> Quote:
    return quote_order(schedule(**changes), volume, lines, at=AT, expires_at=EXPIRY)  # type: ignore[arg-type]


def test_a_quote_says_price_next_tier_and_why() -> None:
    quote = quoted(4_000, line("1", 1_000, 15), line("2", 900, 1, tier_eligible=False))
    assert (quote.priced.tier.name, quote.priced.net) == ("start", 9_900)
    assert [(each.list_value, each.net) for each in quote.priced.lines] == [(15_000, 9_000), (900, 900)]
    assert quote.next_tier is not None
    assert (quote.next_tier.amount, quote.next_tier.units[0].units) == (1_000, 1)
    assert [reason.code for reason in quote.reasons] == [
        "volume_before",
        "tier_reached",
        "tier_price",
        "not_tier_eligible",
        "next_tier",
    ]
    assert [str(reason) for reason in quote.reasons] == [
        "The qualifying volume before this order is 4000: list value of stock bought and not returned,"
        " in the last 365 days.",
        "19000, with 15000 from this order, reaches tier start (from 0).",
        "Every tier-eligible unit costs 0.60 of its list price.",
        "Line 2 (sku-2) is outside the tiers: it costs its list price 900 and counts in no volume.",
        "Tier middle (0.45 of list) needs a further 1000 of list value in this order, 1 unit of sku-1 alone.",
    ]
    assert quote.reasons[1].facts == {"tier": "start", "threshold": 0, "added": 15_000, "reached": 19_000}
    assert quote.reasons[4].facts["units"] == {"sku-1": 1}


def test_a_graduated_quote_shows_each_piece() -> None:
    quote = quoted(15_000, line("1", 40_000, 1), mode="graduated", window={"calendar": "quarter"})
    assert [str(reason) for reason in quote.reasons] == [
        "The qualifying volume before this order is 15000: list value of stock bought and not returned,"
        " in this calendar quarter.",
        "55000, with 40000 from this order, reaches tier top (from 50000).",
        "5000 of list value lies in tier start and costs 0.60 of it.",
        "30000 of list value lies in tier middle and costs 0.45 of it.",
        "5000 of list value lies in tier top and costs 0.28 of it.",
        "No further tier can be reached.",
    ]


def test_a_quote_where_orders_count_later_or_not_at_all() -> None:
    later = quoted(5_000, line("1", 1_000, 15), counts_current_order=False, window="lifetime")
    assert [str(reason) for reason in later.reasons[1:]] == [
        "5000, this order itself not counted, reaches tier start (from 0).",
        "Every tier-eligible unit costs 0.60 of its list price.",
        "Tier middle (0.45 of list) needs nothing more: once this order is paid, the next one has it.",
    ]
    sold = quoted(19_300, line("1", 300, 90), basis="sell_through")
    assert str(sold.reasons[0]).startswith(
        "The qualifying volume before this order is 19300: list value of own stock sold to customers"
    )
    assert str(sold.reasons[-1]) == (
        "Tier middle (0.45 of list) needs a further 700 of list value sold to customers,"
        " 3 units of sku-1 alone."
    )
    paid = quoted(0, line("1", 100, 500), basis="paid", window="order")
    assert str(paid.reasons[0]).endswith("price of stock bought and not returned, no earlier order counts.")
    assert str(paid.reasons[1]) == "22500, with 22500 from this order, reaches tier middle (from 20000)."


def test_an_order_outside_the_tiers_has_no_tier_price() -> None:
    quote = quoted(20_000, line("1", 900, 2, tier_eligible=False))
    assert (quote.priced.tier.name, quote.priced.net) == ("middle", 1_800)
    assert [reason.code for reason in quote.reasons] == [
        "volume_before",
        "tier_reached",
        "not_tier_eligible",
        "next_tier",
    ]


def test_a_promise_ends_at_its_expiry() -> None:
    assert quoted(0, line("1", 1, 1)).expires_at == EXPIRY
    assert quote_holds(EXPIRY, EXPIRY - timedelta(microseconds=1))
    assert not quote_holds(EXPIRY, EXPIRY)
