"""The store's page as a phone gets it, made on the server, against the bare route that answers with the same bytes:
opened by many of whom nothing is known, as a site keeps pages for a moment (ADR 141), and with nothing kept.
`python -m bench.bench_store_page`.

Reach: 0.4 times its requests per second, for the first.
"""

import asyncio
import sys

from msgspec.structs import replace

from bench.against_bytes import against_bytes, arguments
from bench.site import own_servers
from infra.database import close_database, open_database
from infra.scope import Scope
from infra.settings import Settings
from tests.support.world import (
    make_brand,
    make_location,
    make_seller,
    make_sku,
    make_store,
    put_stock,
    run,
    value,
)

PRODUCTS, REACH = 12, 0.4
_ON_THE_SHELF = """
INSERT INTO store_items (brand_id, id, store_id, product_id, position)
SELECT $1, gen_random_uuid(), $2, id, row_number() OVER (ORDER BY code) FROM products WHERE brand_id = $1
"""
_PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Safari/604.1"
)


async def prepare(settings: Settings) -> str:
    """A published store with products on its shelf; its path."""
    await open_database(settings.database_url)
    try:
        scope = Scope((await make_brand()).brand_id)
        location = await make_location(scope)
        for number in range(PRODUCTS):
            sku = await make_sku(scope, f"SKU-{number}", list_price=9_900)
            await put_stock(scope, location, sku, 1_000)
        seller = await make_seller(scope)
        assert seller.seller_id is not None
        store_id = await make_store(scope, seller.seller_id)
        await run(scope, _ON_THE_SHELF, store_id)
        slug = await value(scope, "SELECT slug FROM brands WHERE id = $1")
        store = await value(scope, "SELECT slug FROM stores WHERE brand_id = $1 AND id = $2", store_id)
        return f"/s/{slug}/{store}"
    finally:
        await close_database()


def main() -> int:
    options = arguments(__doc__ or "")
    with own_servers() as settings:
        path = asyncio.run(prepare(settings))
        headers = {"User-Agent": _PHONE, "Accept": "text/html", "Accept-Language": "zh-CN,zh;q=0.9"}
        anew = replace(settings, caps=replace(settings.caps, page_milliseconds=0))
        codes = [
            against_bytes(
                name,
                options,
                each,
                path=path,
                reach=reach,
                headers=headers,
                facts={"products": PRODUCTS, "kept_ms": each.caps.page_milliseconds},
            )
            for name, each, reach in (("store_page", settings, REACH), ("store_page_anew", anew, 0.0))
        ]
        return max(codes)


if __name__ == "__main__":
    sys.exit(main())
