"""A reseller's quote for a cart of 20 lines (who asks is looked up, the volume is read under its lock, the law prices,
the promise is stored) against the bare route that answers with the same JSON. `python -m bench.bench_stock_quote`.

Reach: 0.4 times its requests per second.
"""

import asyncio
import sys
from datetime import timedelta

import msgspec

from api.identity import session_cookie
from bench.against_bytes import against_bytes, arguments
from bench.site import own_servers
from infra.clock import SetClock, SystemClock
from infra.database import Tx, close_database, open_database, transact
from infra.scope import Scope
from infra.settings import Settings
from services.people.give_role import give_role
from services.people.start_session import SessionStarted, start_session
from services.policies.kinds import TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from tests.support.publishing import publish_policy
from tests.support.world import make_brand, make_location, make_seller, make_sku, put_stock

LINES, REACH = 20, 0.4
_SCHEDULE = {
    "currency": "CNY",
    "basis": "list",
    "window": {"rolling_days": 90},
    "mode": "all_units",
    "tiers": [
        {"name": "start", "threshold": 0, "price_rate": "0.8"},
        {"name": "silver", "threshold": 1_000_000, "price_rate": "0.7"},
        {"name": "gold", "threshold": 5_000_000, "price_rate": "0.6"},
    ],
}


async def prepare(settings: Settings) -> dict[str, str]:
    """A reseller with a session; the headers of its requests."""
    await open_database(settings.database_url)
    try:
        clock = SetClock(SystemClock().now() - timedelta(days=2))
        brand = await make_brand(clock)
        await publish_policy(brand, TIER_SCHEDULE, PublishPolicy(_SCHEDULE))
        scope = Scope(brand.brand_id)
        location = await make_location(scope)
        for number in range(LINES):
            await put_stock(scope, location, await make_sku(scope, f"SKU-{number}", list_price=9_900), 10**6)
        seller = await make_seller(scope, with_account=True)
        assert seller.account_id is not None
        account_id = seller.account_id

        async def logged_in(tx: Tx) -> SessionStarted:
            await give_role(tx, account_id, "reseller")
            return await start_session(
                tx, account_id, frozenset({"reseller"}), agent="bench", second_factor_at=tx.now
            )

        started = await transact(scope, logged_in)
        return {
            "Cookie": f"{session_cookie(settings)}={started.secret}",
            "X-CSRF-Token": started.csrf_token,
            "Content-Type": "application/json",
        }
    finally:
        await close_database()


def main() -> int:
    options = arguments(__doc__ or "")
    with own_servers() as settings:
        headers = asyncio.run(prepare(settings))
        cart = {"lines": [{"sku": f"SKU-{number}", "qty": 1 + number % 5} for number in range(LINES)]}
        return against_bytes(
            "stock_quote",
            options,
            settings,
            path="/api/seller/stock/quotes",
            reach=REACH,
            headers=headers,
            body=msgspec.json.encode(cart),
            facts={"lines": LINES},
        )


if __name__ == "__main__":
    sys.exit(main())
