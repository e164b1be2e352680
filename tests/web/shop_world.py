"""A brand with a seller's store to visit: real services, real pictures, real stock."""

import io
from dataclasses import dataclass, field
from math import cos, pi, sin
from uuid import UUID

from PIL import Image, ImageDraw, ImageFilter

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
    await set_retail_terms(
        brand.scope, RetailTerms(gateway="sandbox", shipping=1_200, free_shipping_from=30_000)
    )
    await publish_policy(brand.scope, ATTRIBUTION_POLICY, PublishPolicy({"window_days": 30}))
    await publish_policy(brand.scope, COMMISSION_PLAN, PublishPolicy(PLAN))
    seller = await make_seller(brand, kind, display_name="小美")
    slug = f"mei-{brand.slug[-6:]}"
    cover = await keep_picture(brand.scope, _painted("landscape", 28, (1600, 560)))
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
        kept = await keep_picture(store.brand.scope, _painted(shape, hue, (1000, 1000)))
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
    return _painted("landscape", hue, size)


def _painted(shape: str, hue: int, size: tuple[int, int]) -> bytes:
    """A still life: a thing on a soft ground, painted large and softened."""
    wide, high = size
    ground = Image.new("HSV", (2, 2))
    ground.putdata([(_h(hue), 38, 242), (_h(hue + 10), 52, 232), (_h(hue), 58, 226), (_h(hue - 14), 76, 214)])
    canvas = ground.convert("RGB").resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(canvas)
    dark, mid, pale = _rgb(hue, 120, 110), _rgb(hue, 110, 160), _rgb(hue, 60, 205)

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x * wide, y * high) for x, y in points]

    draw.ellipse(at((0.2, 0.82), (0.8, 0.93)), fill=_rgb(hue, 90, 176))
    if shape == "coat":
        body = at((0.36, 0.2), (0.64, 0.2), (0.74, 0.3), (0.7, 0.88), (0.3, 0.88), (0.26, 0.3))
        draw.polygon(at((0.26, 0.28), (0.34, 0.24), (0.3, 0.7), (0.18, 0.68)), fill=mid)
        draw.polygon(at((0.74, 0.28), (0.66, 0.24), (0.7, 0.7), (0.82, 0.68)), fill=mid)
        draw.polygon(body, fill=mid)
        draw.polygon(at((0.36, 0.2), (0.5, 0.46), (0.64, 0.2), (0.56, 0.17), (0.44, 0.17)), fill=dark)
        draw.line(at((0.5, 0.46), (0.5, 0.88)), fill=dark, width=wide // 140)
        for y in (0.54, 0.64, 0.74):
            draw.ellipse(at((0.525, y), (0.55, y + 0.025)), fill=pale)
    elif shape == "scarf":
        draw.ellipse(at((0.26, 0.2), (0.74, 0.56)), outline=mid, width=wide // 9)
        draw.polygon(at((0.4, 0.48), (0.56, 0.46), (0.62, 0.86), (0.44, 0.88)), fill=mid)
        for n in range(6):
            x = 0.445 + n * 0.032
            draw.line(at((x, 0.87), (x, 0.92)), fill=dark, width=wide // 160)
        draw.line(at((0.42, 0.76), (0.61, 0.74)), fill=pale, width=wide // 60)
    elif shape == "mug":
        draw.ellipse(at((0.62, 0.42), (0.82, 0.68)), outline=mid, width=wide // 26)
        draw.rounded_rectangle(at((0.28, 0.34), (0.7, 0.84)), wide // 16, fill=mid)
        draw.ellipse(at((0.28, 0.29), (0.7, 0.4)), fill=dark)
        draw.line(at((0.28, 0.62), (0.7, 0.62)), fill=pale, width=wide // 40)
    elif shape == "candle":
        draw.rounded_rectangle(at((0.34, 0.42), (0.66, 0.86)), wide // 30, fill=pale)
        draw.ellipse(at((0.34, 0.38), (0.66, 0.47)), fill=mid)
        draw.line(at((0.5, 0.42), (0.5, 0.35)), fill=dark, width=wide // 150)
        draw.ellipse(at((0.475, 0.25), (0.525, 0.36)), fill=(250, 190, 90))
        draw.rectangle(at((0.38, 0.58), (0.62, 0.74)), fill=mid)
    elif shape == "hat":
        draw.pieslice(at((0.24, 0.26), (0.76, 0.94)), 180, 360, fill=mid)
        draw.rounded_rectangle(at((0.22, 0.58), (0.78, 0.74)), wide // 24, fill=dark)
        draw.ellipse(at((0.44, 0.17), (0.56, 0.3)), fill=pale)
    else:
        for n, tone in enumerate((pale, mid, dark)):
            ridge = [
                (x / 40 * wide, high * (0.52 + n * 0.14 + 0.05 * sin(x / 40 * pi * (2 + n) + n) * cos(n)))
                for x in range(41)
            ]
            draw.polygon([(0, high), *ridge, (wide, high)], fill=tone)
    out = io.BytesIO()
    canvas.filter(ImageFilter.GaussianBlur(wide / 500)).save(out, "JPEG", quality=90)
    return out.getvalue()


def _h(hue: int) -> int:
    return hue % 360 * 255 // 360


def _rgb(hue: int, saturation: int, value: int) -> tuple[int, int, int]:
    red, green, blue = Image.new("HSV", (1, 1), (_h(hue), saturation, value)).convert("RGB").getpixel((0, 0))  # type: ignore[misc]
    return red, green, blue
