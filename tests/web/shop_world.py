"""A brand with a seller's store to visit: real services, real pictures, real stock."""

from dataclasses import dataclass, field
from uuid import UUID

from infra.painting.shapes import paint
from infra.painting.still_life import Look, landscape
from services.catalogue.create_product import CreateProduct, create_product
from services.catalogue.shapes import Image as Picture
from services.catalogue.shapes import Price, SkuItem, Translation
from services.inventory.create_location import CreateLocation, create_location
from services.inventory.receive_stock import ReceivedLine, ReceiveStock, receive_stock
from services.pictures.keep_picture import keep_picture
from services.policies.kinds import ATTRIBUTION_POLICY, COMMISSION_PLAN
from services.policies.publish_policy import PublishPolicy
from services.retail.set_retail_terms import set_retail_terms
from services.retail.terms import RetailTerms
from services.sharing.create_link import CreateLink, create_link
from services.sharing.shapes import Target
from services.stores.open_store import OpenStore, open_store
from services.stores.pick_products import Pick, PickProducts, pick_products
from services.stores.publish_store import publish_store
from tests.factories import MadeBrand, MadeSeller, make_brand, make_seller
from tests.support.publishing import publish_policy
from tests.support.world import run

PLAN = {"hold_days": 15, "rules": [{"id": "all", "match": {}, "rate": "0.10"}]}
_DESCRIPTION = "精选羊毛，双面手工缝制。\n轻而不薄，挡风保暖，通勤与周末都合适。\n可机洗，三年质保。"
_ENGLISH = "Fine wool, stitched by hand on both sides.\nLight, yet it keeps the wind out.\nMachine washable."


@dataclass
class Store:
    """A published store; `page` is its address."""

    brand: MadeBrand
    seller: MadeSeller
    slug: str
    link: str
    skus: dict[str, UUID] = field(default_factory=dict)

    @property
    def page(self) -> str:
        return f"/s/{self.brand.slug}/{self.slug}"


async def open_shop(*, empty: bool = False, kind: str = "reseller") -> Store:
    """A brand in China, a seller called 小美, a shelf of five products: one in two colours and three sizes, one sold
    out."""
    brand = await make_brand()
    await run(brand.scope, "UPDATE brands SET name = '山野集 Hill & Field' WHERE id = $1")
    await set_retail_terms(
        brand.scope, RetailTerms(gateway="sandbox", shipping=1_200, free_shipping_from=30_000)
    )
    await publish_policy(brand.scope, ATTRIBUTION_POLICY, PublishPolicy({"window_days": 30}))
    await publish_policy(brand.scope, COMMISSION_PLAN, PublishPolicy(PLAN))
    seller = await make_seller(brand, kind, display_name="小美")
    slug = f"mei-{brand.slug[-6:]}"
    cover = await keep_picture(brand.scope, photo(28, (1600, 560)))
    opened = await open_store(
        seller.scope,
        OpenStore("小美的暖冬好物", slug=slug, headline="每一件都自己穿过再推荐", cover_url=cover.url),
    )
    store = Store(brand, seller, opened.slug, "")
    picks = [] if empty else await _stock(store)
    await pick_products(seller.scope, PickProducts(picks))
    await publish_store(seller.scope)
    target = Target("store") if empty else Target("product", "COAT")
    store.link = (await create_link(seller.scope, CreateLink("wechat", target=target))).code
    return store


async def _stock(store: Store) -> list[Pick]:
    place = await create_location(store.brand.scope, CreateLocation("main", "Main hall"))
    coats = [
        SkuItem(f"COAT-{colour}-{size}", Price(89_900), colour=name, size=size)
        for colour, name in (("C", "燕麦"), ("K", "炭灰"))
        for size in ("S", "M", "L")
    ]
    products = [
        ("COAT", "双面羊毛大衣", "Double-faced wool coat", "coat", 36, coats),
        ("SCARF", "山羊绒围巾", "Cashmere scarf", "scarf", 4, [SkuItem("SCARF", Price(26_800))]),
        ("MUG", "手作陶杯", "Hand-thrown mug", "mug", 168, [SkuItem("MUG", Price(8_800))]),
        ("CANDLE", "雪松香薰蜡烛", "Cedar candle", "candle", 205, [SkuItem("CANDLE", Price(12_600))]),
        ("HAT", "羊毛针织帽", "Knitted wool hat", "hat", 330, [SkuItem("HAT", Price(9_900))]),
    ]
    picks = []
    for code, name, english, shape, hue, skus in products:
        kept = await keep_picture(store.brand.scope, paint(Look(shape, hue)))
        made = await create_product(
            store.brand.scope,
            CreateProduct(
                code,
                name,
                skus,
                description=_DESCRIPTION,
                category="winter",
                translations={"en": Translation(english, _ENGLISH)},
                images=[Picture(kept.url, name)],
            ),
        )
        store.skus.update(made.skus)
        note = "我自己穿了一整个冬天，强烈推荐。" if code == "COAT" else ""
        picks.append(Pick(made.product_id, note))
    lines = [
        ReceivedLine(sku_id, 3 if code == "COAT-K-M" else 20)
        for code, sku_id in store.skus.items()
        if code not in ("HAT", "COAT-K-L")
    ]
    await receive_stock(store.brand.scope, ReceiveStock(place.location_id, lines))
    return picks


def photo(hue: int = 90, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A photo as a phone sends it."""
    return landscape(Look("", hue), size)
