"""The UCI year under the law: every line accounted for, the books proved, a second time nothing changes."""

import lzma
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from infra.errors import InvalidInput, NoPolicyInForce
from infra.scope import Scope
from infra.settings import Settings
from services.bookkeeping.prove_books import prove_books
from services.imports.online_retail.import_online_retail import import_online_retail
from services.imports.online_retail.read_lines import COLUMNS, SetAside
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from tests.services.imports.independent_year import Customer, Terms, the_year
from tests.support.publishing import publish_policy
from tests.support.world import START, make_brand, rows, run, value

FILE = Path(__file__).parents[3] / "data" / "online_retail.csv.xz"
SCHEDULE: dict[str, Any] = {
    "basis": "list",
    "window": {"rolling_days": 365},
    "mode": "all_units",
    "tiers": [
        {"name": "start", "threshold": 0, "price_rate": "0.60"},
        {"name": "silver", "threshold": 100_000, "price_rate": "0.50"},
        {"name": "gold", "threshold": 1_000_000, "price_rate": "0.40"},
    ],
}
RIGHTS: dict[str, Any] = {"window_days": 365, "restocking_rate": "0", "pricing": "keep_price"}


def quiet(_stage: str, _done: int, _total: int) -> None:
    return None


async def make_wholesaler(database: Settings) -> Scope:
    scope = await make_brand(currency="GBP", jurisdiction="UK")
    await run(scope, "UPDATE brands SET timezone = 'Europe/London' WHERE id = $1")
    since = START.replace(year=2010, month=1)
    await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(SCHEDULE, since))
    await publish_policy(scope, RETURN_POLICY, PublishPolicy(RIGHTS, since))
    return scope


def write_file(folder: Path, *lines: str) -> Path:
    path = folder / "part.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", "utf-8")
    return path


async def test_a_purchase_a_return_and_each_kind_of_dirt(database: Settings, tmp_path: Path) -> None:
    scope = await make_wholesaler(database)
    path = write_file(
        tmp_path,
        "1001,85123A,HEART,100,2010-12-01 08:26:00,2.55,17850.0,United Kingdom",
        "1001,85123A,HEART,100,2010-12-01 08:26:00,2.55,17850.0,United Kingdom",
        "1001,POST,POSTAGE,1,2010-12-01 08:26:00,18.00,17850.0,France",
        "1002,71053,LANTERN,400,2010-12-02 09:00:00,3.39,17850.0,United Kingdom",
        "1003,85123A,HEART,6,2010-12-02 10:00:00,2.55,,United Kingdom",
        "1004,22423,STAND,1,2010-12-02 11:00:00,0.0,17850.0,United Kingdom",
        "1005,PADS,PADS,1,2010-12-02 11:00:00,0.001,17850.0,United Kingdom",
        "1006,22423,STAND,-5,2010-12-02 11:00:00,1.25,17850.0,United Kingdom",
        "A1007,B,Adjust bad debt,1,2010-12-02 11:00:00,11062.06,,United Kingdom",
        "1008,22423,STAND,two,2010-12-02 11:00:00,1.25,17850.0,United Kingdom",
        "C1009,85123A,HEART,-30,2010-12-03 09:00:00,2.55,17850.0,United Kingdom",
        "C1009,22423,STAND,-1,2010-12-03 09:00:00,1.25,17850.0,United Kingdom",
        "C1010,71053,LANTERN,-400,2011-12-05 09:00:00,3.39,17850.0,United Kingdom",
        "C1011,85123A,HEART,-1,2010-12-03 09:00:00,2.55,13000.0,United Kingdom",
    )
    outcome = await import_online_retail(scope, path, quiet)
    report = outcome.report
    assert (report.lines, report.order_lines, report.return_lines) == (14, 2, 1)
    assert Counter(aside.reason for aside in outcome.asides) == {
        SetAside.DUPLICATE: 1,
        SetAside.FEE_OR_POSTAGE: 1,
        SetAside.NO_CUSTOMER: 1,
        SetAside.ZERO_PRICE: 1,
        SetAside.MORE_THAN_TWO_DECIMALS: 1,
        SetAside.ADJUSTMENT: 2,
        SetAside.UNREADABLE: 1,
        SetAside.RETURN_OF_MORE_THAN_WAS_BOUGHT: 2,
        SetAside.RETURN_WINDOW_CLOSED: 1,
    }
    assert [aside.number for aside in outcome.asides] == [3, 4, 6, 7, 8, 9, 10, 11, 13, 14, 15]
    # 255.00 of list at 0.60 is 153.00; then 255.00 + 1,356.00 reaches silver, so 1,356.00 at 0.50 is 678.00.
    orders = await rows(
        scope,
        "SELECT external_ref, tier, volume_before, list_total, net_total, refunded_total FROM stock_orders"
        " WHERE brand_id = $1 ORDER BY placed_at",
    )
    assert orders == [
        ("1001", "start", 0, 25_500, 15_300, 4_590),
        ("1002", "silver", 25_500, 135_600, 67_800, 0),
    ]
    assert await rows(
        scope,
        "SELECT gross, fee, refund, tier_before, tier_after, volume_before, volume_after FROM stock_returns"
        " WHERE brand_id = $1",
    ) == [(4_590, 0, 4_590, "silver", "silver", 161_100, 153_450)]
    proof = await prove_books(scope)
    assert proof.proved, proof
    assert proof.trial_balance == {"GBP": {"cash": 78_510, "wholesale_revenue": -78_510}}


async def test_a_return_takes_the_newest_lot_first(database: Settings, tmp_path: Path) -> None:
    scope = await make_wholesaler(database)
    path = write_file(
        tmp_path,
        "1,85123A,HEART,5,2010-12-01 08:00:00,1.00,1.0,UK",
        "2,85123A,HEART,5,2010-12-02 08:00:00,2.00,1.0,UK",
        "C3,85123A,HEART,-7,2010-12-03 08:00:00,9.99,1.0,UK",
    )
    await import_online_retail(scope, path, quiet)
    lots = await rows(
        scope, "SELECT list_price, net, returned, refunded FROM lots WHERE brand_id = $1 ORDER BY paid_at"
    )
    assert lots == [(100, 300, 2, 120), (200, 600, 5, 600)]
    assert await value(scope, "SELECT count(*) FROM stock_returns WHERE brand_id = $1") == 2
    assert (await prove_books(scope)).proved


async def test_the_same_file_twice_and_a_longer_one_after_it(database: Settings, tmp_path: Path) -> None:
    scope = await make_wholesaler(database)
    first = ("1,85123A,HEART,400,2010-12-01 08:00:00,1.00,1.0,UK",)
    more = (
        "2,85123A,HEART,700,2010-12-02 08:00:00,1.00,1.0,UK",
        "C3,85123A,HEART,-800,2010-12-03 08:00:00,1,1.0,UK",
    )
    once = await import_online_retail(scope, write_file(tmp_path, *first), quiet)
    twice = await import_online_retail(scope, write_file(tmp_path, *first), quiet)
    assert (once.report.repeated, twice.report.repeated) == (False, True)
    assert twice.report.stock_orders == 1
    longer = await import_online_retail(scope, write_file(tmp_path, *first, *more), quiet)
    assert longer.report.set_aside == {"already_imported": 1}
    # The volume of the first file still counts: 400.00 + 700.00 reaches silver.
    assert await rows(
        scope,
        "SELECT tier, net_total, refunded_total FROM stock_orders WHERE brand_id = $1 ORDER BY placed_at",
    ) == [("start", 24_000, 6_000), ("silver", 35_000, 35_000)]
    assert (await prove_books(scope)).proved


async def test_what_cannot_be_imported_says_why(database: Settings, tmp_path: Path) -> None:
    scope = await make_wholesaler(database)
    with pytest.raises(InvalidInput, match="cannot be read: No such file"):
        await import_online_retail(scope, tmp_path / "nowhere.csv", quiet)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(InvalidInput, match="the columns must be InvoiceNo"):
        await import_online_retail(scope, other, quiet)
    in_yuan = await make_brand()
    with pytest.raises(InvalidInput, match="counts in CNY"):
        await import_online_retail(in_yuan, other, quiet)
    too_old = write_file(tmp_path, "1,85123A,HEART,5,1999-12-01 08:00:00,1.00,1.0,UK")
    with pytest.raises(NoPolicyInForce, match="no tier_schedule in force"):
        await import_online_retail(scope, too_old, quiet)
    assert await value(scope, "SELECT count(*) FROM sellers WHERE brand_id = $1") == 0


async def in_the_tables(scope: Scope) -> dict[str, Customer]:
    """Every reseller's orders and returns, in the words of the independent computation."""
    found: dict[str, Customer] = defaultdict(Customer)
    for customer, *order in await rows(
        scope,
        "SELECT substr(s.code, 2), o.external_ref, o.tier, o.volume_before, o.list_total, o.net_total"
        " FROM stock_orders o JOIN sellers s ON s.brand_id = o.brand_id AND s.id = o.seller_id"
        ' WHERE o.brand_id = $1 ORDER BY o.paid_at, o.external_ref COLLATE "C"',
    ):
        found[str(customer)].bought.append(tuple(order))  # type: ignore[arg-type]
    for customer, *back in await rows(
        scope,
        "SELECT substr(s.code, 2), r.external_ref, o.external_ref, r.gross, r.fee, r.refund, r.tier_after,"
        " r.volume_after"
        " FROM stock_returns r JOIN stock_orders o ON o.brand_id = r.brand_id AND o.id = r.order_id"
        " JOIN sellers s ON s.brand_id = r.brand_id AND s.id = r.seller_id"
        ' WHERE r.brand_id = $1 ORDER BY r.returned_at, r.external_ref COLLATE "C", r.id',
    ):
        found[str(customer)].returned.append(tuple(back))  # type: ignore[arg-type]
    return dict(found)


async def test_the_whole_year(database: Settings, tmp_path: Path) -> None:
    scope = await make_wholesaler(database)
    outcome = await import_online_retail(scope, FILE, quiet)
    report = outcome.report
    assert report.lines == 541_909
    assert (report.order_lines, report.return_lines, len(outcome.asides)) == (391_150, 7_394, 143_365)
    assert 391_150 + 7_394 + 143_365 == 541_909
    assert report.set_aside == {
        "no_customer": 132_714,
        "duplicate": 5_220,
        "fee_or_postage": 2_943,
        "adjustment": 1_339,
        "return_of_more_than_was_bought": 1_106,
        "zero_price": 34,
        "return_window_closed": 6,
        "more_than_two_decimals": 3,
    }
    assert (report.resellers, report.stock_orders, report.stock_returns) == (4_334, 18_402, 3_745)
    assert (report.list_total, report.net_total, report.refund_total) == (
        873_722_764,
        432_284_722,
        20_926_337,
    )
    proof = await prove_books(scope)
    assert proof.proved, [outcome for outcome in proof.outcomes if outcome.breached]
    assert proof.trial_balance == {"GBP": {"cash": 411_358_385, "wholesale_revenue": -411_358_385}}
    unpacked = tmp_path / "online_retail.csv"
    unpacked.write_bytes(lzma.decompress(FILE.read_bytes()))
    ladder = [(tier["name"], tier["threshold"], Fraction(tier["price_rate"])) for tier in SCHEDULE["tiers"]]
    terms = Terms("list", ("rolling", 365), graduated=False, ladder=ladder, return_days=365)
    assert await in_the_tables(scope) == the_year(unpacked, terms)
    again = await import_online_retail(scope, FILE, quiet)
    assert again.report.repeated
    assert (await prove_books(scope)).trial_balance == proof.trial_balance
