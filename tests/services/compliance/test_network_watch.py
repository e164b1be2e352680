"""The watch over live data: counted by hand, kept as a trend, and told as cases."""

from datetime import timedelta
from uuid import UUID

from infra.database import transact
from infra.json_text import from_json
from infra.scope import Scope
from services.compliance.complain import Complain, complain
from services.compliance.scan_network import scan_network
from services.compliance.take_snapshot import take_snapshot
from services.retail.deliver_order import deliver_order
from tests.support.shop import Keeper, Shop
from tests.support.world import rows


async def sold(shop: Shop, keeper: Keeper, phone: str, qty: int = 1) -> UUID:
    order = await shop.sell(keeper, {"COAT": qty}, phone=phone)
    await deliver_order(shop.scope, order.code)
    return order.id


async def figures_of(scope: Scope) -> dict[str, object]:
    ((text,),) = await rows(
        scope, "SELECT figures::text FROM network_scans WHERE brand_id = $1 ORDER BY started_at DESC LIMIT 1"
    )
    return dict(from_json(str(text)))


async def test_an_empty_brand_is_the_organiser_alone(scope: Scope) -> None:
    scanned = await scan_network(scope)
    told = await figures_of(scope)
    assert (told["headcount"], told["recorded_levels"], told["heads_by_level"]) == (1, 1, [1])
    assert scanned.cases == 0


async def test_sellers_stand_below_the_organiser_and_customers_are_no_nodes(shop: Shop) -> None:
    """Three sellers: one staff, one reseller with stock, one reseller who is also a customer by the same phone."""
    mei = await shop.keeper()
    await shop.keeper("staff")
    li = await shop.keeper(with_account=True, phone="+8613800000009")
    coat = await shop.sku("BOOT", 10_000)
    await shop.lot(mei, coat, 10, paid_at=shop.clock.now() - timedelta(days=30), net=60_000)
    await sold(shop, mei, "+8613800000001")
    await sold(shop, mei, "+8613800000002", 2)
    await sold(shop, mei, "+8613800000009")  # bought by the person behind another seller
    scanned = await scan_network(shop.scope, "demand")
    told = await figures_of(shop.scope)
    assert (told["headcount"], told["recorded_levels"], told["heads_by_level"]) == (4, 2, [1, 3])
    assert (told["accounts"], told["persons"]) == (6, 5), "Li the seller and Li the customer are one"
    assert (told["orders"], told["stock_at_cost"], told["commission"]) == (4, 60_000, 8_000)
    # 80,000 of four sales and 60,000 of stock; the sale to a seller is none to an end customer.
    assert (told["sales_90d"], told["retail_90d"], told["retail_share_90d"]) == (140_000, 60_000, "0.4286")
    assert li.id is not None
    assert scanned.findings.get("I", 0) == 0


async def test_the_columns_are_those_of_the_tables(shop: Shop) -> None:
    mei = await shop.keeper()
    await sold(shop, mei, "+8613800000001", 2)
    network = await transact(shop.scope, take_snapshot, snapshot=True)
    orders, payouts = network.snapshot["orders"], network.snapshot["payouts"]
    assert [orders.columns[name].tolist() for name in ("list", "net", "paid", "delivered", "kind")] == [
        [40_000],
        [40_000],
        [1],
        [1],
        [0],
    ]
    assert [
        payouts.columns[name].tolist() for name in ("amount", "base", "source_order", "upline_distance")
    ] == [
        [4_000],
        [40_000],
        [0],
        [0],
    ]
    assert network.snapshot.person_name(0) == mei.id.hex
    assert network.snapshot.reward_ids == ("staff", "rest")


async def test_what_it_finds_is_a_case_with_owner_deadline_and_evidence(shop: Shop) -> None:
    """A reseller sits on a year of stock and sells nothing: N-06. Seen again, it is the same case."""
    mei = await shop.keeper()
    boot = await shop.sku("BOOT", 10_000)
    await shop.lot(mei, boot, 100, paid_at=shop.clock.now() - timedelta(days=20), net=600_000)
    first = await scan_network(shop.scope)
    shop.clock.move_by(timedelta(days=1))
    second = await scan_network(shop.scope)
    assert first.cases > 0
    assert second.cases == 0
    (case,) = await rows(
        shop.scope,
        "SELECT severity, state, times_seen, deadline - opened_at, finding->'message'->>'zh' IS NOT NULL,"
        " jsonb_array_length(finding->'citations') > 0, finding->'evidence'->'largest'->>0"
        " FROM compliance_cases WHERE brand_id = $1 AND rule = 'N-06' AND subject = '$.persons'",
    )
    assert case == ("R+", "open", 2, timedelta(days=7), True, True, mei.id.hex)
    assert len(await rows(shop.scope, "SELECT id FROM network_scans WHERE brand_id = $1")) == 2


async def test_a_complaint_of_forced_purchase_is_a_case_at_once(shop: Shop) -> None:
    mei = await shop.keeper()
    await complain(shop.scope, mei.id, Complain("forced_purchase", "I was told to stock up or leave"))
    await complain(shop.scope, mei.id, Complain("other", "the app is slow"))
    cases = await rows(shop.scope, "SELECT rule, severity, stage FROM compliance_cases WHERE brand_id = $1")
    assert cases == [("COMPLAINT", "R+", "money")]
    network = await transact(shop.scope, take_snapshot, snapshot=True)
    assert sorted(network.snapshot["complaints"].columns["topic"].tolist()) == [2, 4]
