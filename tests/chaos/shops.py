"""What there is before anything falls: a brand with goods and rules, two stores whose goods the brand sends, and a
reseller who sells from stock of her own."""

from dataclasses import dataclass, field
from typing import Any

from infra.settings import Settings
from tests.factories import MadeBrand, MadeSeller, make_brand, make_seller
from tests.flows.people import People, Person, publish_rules

COAT = {"code": "COAT", "price": {"list_price": 20_000}}
# Few of them: the load runs it out, again and again, as returns come back.
RARE = {"code": "RARE", "price": {"list_price": 5_000}}
RARE_UNITS = 8
RULES: dict[str, Any] = {
    "tier_schedule": {
        "basis": "list",
        "window": {"rolling_days": 365},
        "mode": "all_units",
        "tiers": [
            {"name": "start", "threshold": 0, "price_rate": "0.60"},
            {"name": "silver", "threshold": 1_000_000, "price_rate": "0.50"},
        ],
    },
    "return_policy": {"window_days": 365, "restocking_rate": "0.10", "pricing": "keep_price"},
    "attribution_policy": {"window_days": 30, "model": "last"},
    "commission_plan": {
        "hold_days": 7,
        "hold_days_without_delivery": 30,
        "total_rate_cap": "0.30",
        "rules": [{"id": "all", "match": {}, "rate": "0.10"}],
    },
}
TERMS = {"tax_rate": "0.13", "tax_included": True, "shipping": 1_000, "gateway": "sandbox"}
PAYEE = {
    "rail": "sandbox",
    "legal_name": "Li Mei",
    "account_number": "6222000012345678",
    "tax_status": "individual_resident",
}


@dataclass
class Shop:
    """`sellers` by the name of their store; `links` to each, as codes."""

    brand: MadeBrand
    sellers: dict[str, MadeSeller] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)


async def open_shop(site: Settings) -> Shop:
    """By the ways that people have, over HTTP."""
    shop = Shop(await make_brand())
    async with People(site, shop.brand) as people:
        admin, finance = await people.with_role("admin"), await people.with_role("finance")
        await _furnish(admin)
        for name, kind, ships_from in (
            ("li", "staff", "brand"),
            ("mei", "reseller", "brand"),
            ("bo", "reseller", "own_stock"),
        ):
            seller = shop.sellers[name] = await make_seller(shop.brand, kind)
            person = await people.logged_in(seller)
            await person.post("/api/seller/store", {"name": name, "slug": name, "ships_from": ships_from})
            await person.post("/api/seller/store/publication")
            wish = {"channel": "wechat", "target": {"kind": "product", "ref": "COAT"}}
            shop.links[name] = (await person.post("/api/seller/links", wish))["code"]
            await person.send("PUT", "/api/seller/payee", PAYEE)
            checked = f"/api/brand/sellers/{seller.seller_id}/payee-verification"
            await finance.post(checked, {"verified_name": "Li Mei"})
    return shop


async def _furnish(admin: Person) -> None:
    coat = await admin.post("/api/brand/products", {"code": "COAT", "name": "羊毛大衣", "skus": [COAT]})
    rare = await admin.post("/api/brand/products", {"code": "RARE", "name": "限量围巾", "skus": [RARE]})
    place = await admin.post("/api/brand/locations", {"code": "main", "name": "Main hall"})
    lines = [
        {"sku_id": coat["skus"]["COAT"], "qty": 100_000},
        {"sku_id": rare["skus"]["RARE"], "qty": RARE_UNITS},
    ]
    await admin.post("/api/brand/stock-receipts", {"location_id": place["location_id"], "lines": lines})
    await publish_rules(admin, RULES)
    await admin.send("PUT", "/api/brand/retail-terms", TERMS)
