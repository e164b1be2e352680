"""The wholesale story in literal amounts: a reseller buys twice, reaches a tier, sends stock back, is refunded.

The reseller's steps go over HTTP; the sandbox's till and courier stand for the bank, with signed callbacks.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx

from infra.gateways.sandbox.courier import deliver_due
from infra.gateways.sandbox.till import press
from infra.json_text import to_json
from infra.scope import Scope
from services.bookkeeping.prove_books import prove_books
from services.callbacks.receive_callback import receive_callback
from services.catalogue.create_product import CreateProduct, create_product
from services.catalogue.shapes import Price, SkuItem
from services.inventory.create_location import CreateLocation, create_location
from services.inventory.receive_stock import ReceivedLine, ReceiveStock, receive_stock
from services.payments.send_refund import send_refund
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy, publish_policy
from tests.api.stock_ids import RIGHTS, SCHEDULE
from tests.factories import MadeBrand, login, make_brand, make_seller
from tests.support.world import rows, run

STOCK = "/api/seller/stock"


async def opened() -> MadeBrand:
    brand = await make_brand()
    sandbox = {"delay_ms": 0, "jitter_ms": 0, "copies": 2, "gap_ms": 0}
    await run(
        brand.scope,
        "UPDATE brands SET settings = $2::jsonb WHERE id = $1",
        to_json({"gateways": {"sandbox": sandbox}}),
    )
    made = await create_product(
        brand.scope, CreateProduct("COAT", "Coat", [SkuItem("COAT-M", Price(10_000))])
    )
    place = await create_location(brand.scope, CreateLocation("main", "Main hall"))
    line = ReceivedLine(made.skus["COAT-M"], 100)
    await receive_stock(brand.scope, ReceiveStock(place.location_id, [line]))
    tiers = [SCHEDULE["tiers"][0], {**SCHEDULE["tiers"][1], "threshold": 1_000_000}]
    await publish_policy(brand.scope, TIER_SCHEDULE, PublishPolicy({**SCHEDULE, "tiers": tiers}))
    await publish_policy(brand.scope, RETURN_POLICY, PublishPolicy(RIGHTS))
    return brand


async def callbacks(scope: Scope) -> list[str]:
    """Every callback that is due arrives, the copies too; what became of each."""
    outcomes: list[str] = []

    async def post(_: str, body: bytes, headers: Mapping[str, str]) -> int:
        outcomes.append((await receive_callback(scope, "sandbox", headers, body)).outcome)
        return 200

    await deliver_due(scope, post)
    return outcomes


async def ask(client: httpx.AsyncClient, path: str, body: Any, key: str = "") -> Any:
    answer = await client.post(f"{STOCK}{path}", json=body, headers={"Idempotency-Key": key} if key else {})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def buy(client: httpx.AsyncClient, scope: Scope, qty: int) -> dict[str, Any]:
    quote = await ask(client, "/quotes", {"lines": [{"sku": "COAT-M", "qty": qty}]})
    order: dict[str, Any] = await ask(
        client, "/orders", {"quote_id": quote["id"]}, f"order-{qty}-{quote['id']}"
    )
    again = await ask(client, "/orders", {"quote_id": quote["id"]}, f"order-{qty}-{quote['id']}")
    assert again == order
    payment = await ask(client, f"/orders/{order['id']}/payments", {"gateway": "sandbox"}, order["id"])
    assert (payment["state"], payment["amount"]) == ("pending", order["net_total"])
    await press(scope, UUID(payment["pay_url"].rsplit("/", 1)[1]), "pay")
    assert sorted(await callbacks(scope)) == ["applied", "duplicate"]
    return order


async def test_the_wholesale_story(client: httpx.AsyncClient) -> None:
    brand = await opened()
    scope = brand.scope
    await login(client, await make_seller(brand))
    standing = (await client.get(f"{STOCK}/standing")).json()
    assert (standing["tier"], standing["volume"], standing["next_tier"]["amount"]) == ("start", 0, 1_000_000)

    first = await buy(client, scope, 50)
    assert (first["tier"], first["list_total"], first["net_total"]) == ("start", 500_000, 300_000)
    second = await buy(client, scope, 50)
    assert (second["tier"], second["list_total"], second["net_total"]) == ("silver", 500_000, 250_000)
    lots = (await client.get(f"{STOCK}/lots", params={"sort": "paid_at"})).json()["rows"]
    assert [(lot["in_hand"], lot["net"], lot["sell_through"]) for lot in lots] == [
        (50, 300_000, "0.0000"),
        (50, 250_000, "0.0000"),
    ]
    assert (await client.get(f"{STOCK}/standing")).json()["tier"] == "silver"

    lines = [{"line": 1, "qty": 40}]
    preview = await ask(client, "/return-previews", {"order_id": second["id"], "lines": lines})
    assert (preview["gross"], preview["fee"], preview["refund"]) == (200_000, 20_000, 180_000)
    assert (preview["tier_before"], preview["tier_after"]) == ("silver", "start")
    done = await ask(client, "/returns", {"preview_id": preview["id"]}, "return-1")
    assert await ask(client, "/returns", {"preview_id": preview["id"]}, "return-1") == done
    assert (done["refund"], done["volume_after"]) == (180_000, 600_000)
    assert (await client.get(f"{STOCK}/standing")).json()["tier"] == "start"

    await refunded(scope, UUID(done["id"]))
    detail = (await client.get(f"{STOCK}/orders/{second['id']}")).json()
    assert (detail["order"]["refunded_total"], detail["lines"][0]["returned"]) == (180_000, 40)
    proof = await prove_books(scope)
    assert proof.proved, proof
    assert proof.trial_balance == {
        "CNY": {"cash": 370_000, "restocking_fee_income": -20_000, "wholesale_revenue": -350_000}
    }


async def refunded(scope: Scope, return_id: UUID) -> None:
    """What the tasks behind the outbox do, each of them twice: the money goes back once."""
    ((refund_id, amount),) = await rows(
        scope, "SELECT id, amount FROM payment_refunds WHERE brand_id = $1 AND cause_id = $2", return_id
    )
    assert amount == 180_000
    assert isinstance(refund_id, UUID)
    assert [await send_refund(scope, refund_id) for _ in range(2)] == ["pending", "pending"]
    assert sorted(await callbacks(scope)) == ["applied", "duplicate"]
    assert await rows(
        scope, "SELECT state, refunded FROM sandbox_payments WHERE brand_id = $1 ORDER BY id"
    ) == [
        ("paid", 0),
        ("paid", 180_000),
    ]
