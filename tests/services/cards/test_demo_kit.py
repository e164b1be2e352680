"""The demo's own kit passes the checks every kit passes, and every variant of it reaches somebody."""

import pytest

from infra.database import transact
from services.cards.live_kit import live_kit
from services.cards.preview_kit import preview_kit
from services.demo.share_kit import KIT, publish_share_kit
from tests.support.world import make_brand, value

pytestmark = pytest.mark.usefixtures("database")


async def test_the_demos_kit_goes_live_once() -> None:
    scope = await make_brand(jurisdiction="GB", currency="GBP")
    for _ in range(2):
        await publish_share_kit(scope)
    assert await value(scope, "SELECT count(*) FROM share_kits WHERE brand_id = $1") == 1
    live = await transact(scope, live_kit)
    assert live.body == KIT
    kit_id = await value(scope, "SELECT id FROM share_kits WHERE brand_id = $1")
    assert (await preview_kit(scope, kit_id)).unreached == []
    assert await value(scope, "SELECT count(*) FROM claim_flags WHERE brand_id = $1") == 0
