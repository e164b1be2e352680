"""Closing a reseller's account offers every unsold lot back, to the reseller and to the brand, over HTTP."""

from datetime import timedelta

import httpx
import pytest

from infra.scope import MACHINE_CLOCK
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from tests.factories import login, make_account, make_brand, make_seller
from tests.support.publishing import publish_policy
from tests.support.world import make_lot, make_sku

pytestmark = pytest.mark.usefixtures("database")
TIERS = {
    "basis": "list",
    "window": "lifetime",
    "mode": "all_units",
    "tiers": [{"name": "start", "threshold": 0, "price_rate": "1"}],
}
RIGHTS = {"window_days": 30, "restocking_rate": "0.10", "pricing": "keep_price", "floor_rate": "0.90"}


async def test_a_closed_reseller_gets_every_lot_bought_back(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    seller, admin = await make_seller(brand), await make_account(brand, "admin")
    await publish_policy(brand.scope, TIER_SCHEDULE, PublishPolicy(TIERS))
    await publish_policy(brand.scope, RETURN_POLICY, PublishPolicy(RIGHTS))
    sku = await make_sku(brand.scope, "BAG", list_price=100)
    long_ago = MACHINE_CLOCK.now() - timedelta(days=400)
    await make_lot(brand.scope, seller.seller_id, sku, 10, paid_at=long_ago, net=1_000)
    await login(client, seller)
    before = (await client.get("/api/seller/stock/buy-back")).json()
    assert (before["units"], before["refund"]) == (0, 0)  # the thirty days are over

    await login(client, admin)
    closed = await client.post(
        f"/api/brand/sellers/{seller.seller_id}/status", json={"status": "closed", "reason": "left"}
    )
    assert closed.json()["status"] == "closed"
    offered = (await client.get(f"/api/brand/sellers/{seller.seller_id}/buy-back")).json()
    await login(client, seller)
    mine = (await client.get("/api/seller/stock/buy-back")).json()
    assert mine == offered
    (lot,) = mine["lots"]
    assert (lot["units"], lot["gross"], lot["fee"], lot["refund"]) == (10, 1_000, 100, 900)
    preview = await client.post(
        "/api/seller/stock/return-previews",
        json={"order_id": lot["order_id"], "lines": [{"line": 1, "qty": 10}]},
    )
    assert (preview.status_code, preview.json()["refund"]) == (201, 900)
