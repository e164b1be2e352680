"""A share kit for tests over HTTP: cards by who shares, landings by who opens."""

from typing import Any

import httpx

from tests.api.test_shop import ok
from tests.factories import MadeBrand, login, make_account

KIT: dict[str, Any] = {
    "cards": [
        {
            "id": "staff",
            "when": {"sharer": ["staff"], "target": ["product"]},
            "variants": [
                {
                    "id": "shop",
                    "title": {
                        "zh": "{name}在{group|店里}为你挑了{product}",
                        "en": "{name} picked {product} for you",
                    },
                    "text": {"zh": "{product_words|好看}", "en": "{product_words|See it}"},
                }
            ],
        },
        {
            "id": "loyal",
            "when": {"sharer": ["regular_customer"], "min_purchases": 2},
            "variants": [
                {
                    "id": "years",
                    "title": {
                        "zh": "{name|朋友}在{store}买了{purchases}次",
                        "en": "{name|A friend} bought {purchases} times at {store}",
                    },
                    "text": {"zh": "{product} {price}", "en": "{product}, {price}"},
                }
            ],
        },
        {
            "id": "first",
            "when": {"sharer": ["first_time_customer"]},
            "variants": [
                {"id": "new", "title": {"zh": "我刚买了{product}", "en": "I just bought {product}"}}
            ],
        },
        {
            "id": "gold",
            "when": {"sharer": ["reseller"], "tiers": ["gold"]},
            "variants": [
                {"id": "gold", "title": {"zh": "{tier}级店铺{store}", "en": "{store}, {tier} store"}}
            ],
        },
        {
            "id": "reseller",
            "when": {"sharer": ["reseller"], "target": ["product"]},
            "variants": [
                {
                    "id": "note",
                    "title": {"zh": "{seller}推荐：{product}", "en": "{seller} recommends {product}"},
                    "text": {"zh": "{note|手工}", "en": "{note|See it}"},
                }
            ],
        },
    ],
    "landings": [
        {
            "id": "follower",
            "when": {"opener": ["follower"]},
            "variants": [
                {
                    "id": "hello",
                    "headline": {"zh": "欢迎回到{store}", "en": "Good to see you, follower of {store}"},
                    "show": {"kind": "store"},
                }
            ],
        },
        {
            "id": "search",
            "when": {"opener": ["search"], "keywords": ["coat"]},
            "variants": [
                {
                    "id": "keyword",
                    "headline": {"zh": "您在找{keyword}", "en": "You looked for {keyword}"},
                    "show": {"kind": "keyword"},
                }
            ],
        },
        {
            "id": "back",
            "when": {"opener": ["returning"]},
            "variants": [{"id": "again", "headline": {"zh": "欢迎回来", "en": "Welcome back"}}],
        },
        {
            "id": "new",
            "when": {"opener": ["new"]},
            "variants": [
                {
                    "id": "welcome",
                    "headline": {"zh": "第一次来？", "en": "Your first time at {store}?"},
                    "text": {"zh": "{brand}", "en": "By {brand}"},
                }
            ],
        },
    ],
}


async def put_live(client: httpx.AsyncClient, brand: MadeBrand, body: dict[str, Any]) -> dict[str, Any]:
    """Draft, preview and publish as the brand's operator, who is logged in afterwards; the preview."""
    await login(client, await make_account(brand, "operator"))
    made = await ok(await client.post("/api/brand/share-kits", json={"body": body}), 201)
    seen: dict[str, Any] = await ok(await client.post(f"/api/brand/share-kits/{made['kit_id']}/preview"))
    await ok(await client.post(f"/api/brand/share-kits/{made['kit_id']}/publication"))
    return seen
