"""Who shares what: the facts that a card may speak of, read for one link."""

import re
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from infra.database import Tx
from infra.money_text import money_text
from services.cards.shapes import SharedFacts, SharerKind, TargetKind
from services.inventory.standing_tiers import standing_tiers
from services.stores.selling_prices import selling_prices

# A browser that shared and later turned out to be a customer speaks as that customer.
_STORE = """
t.id AS store_id, t.seller_id, t.slug AS store_slug, t.name AS store, t.headline, t.cover_url, t.ships_from,
s.display_name AS seller, s.kind, s.cohort, b.name AS brand, b.slug AS brand_slug, b.currency, b.locale, b.jurisdiction,
b.timezone
"""
_LINK = f"""
SELECT l.id, l.code, l.target_kind, l.target_ref, l.channel, {_STORE},
  c.link_id AS shopper, c.shown_name, coalesce(c.customer_id, i.customer_id) AS customer_id
FROM links AS l
JOIN stores AS t ON t.brand_id = l.brand_id AND t.id = l.store_id
JOIN sellers AS s ON s.brand_id = l.brand_id AND s.id = l.seller_id
JOIN brands AS b ON b.id = l.brand_id
LEFT JOIN customer_shares AS c ON c.brand_id = l.brand_id AND c.link_id = l.id
LEFT JOIN LATERAL (
  SELECT customer_id FROM identifications
  WHERE brand_id = c.brand_id AND visitor_id = c.visitor_id AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 1
) AS i ON true
WHERE l.brand_id = $1 AND l.id = $2
"""  # noqa: S608 - our own words
# A page without a link is its seller's own share of it.
_PAGE = f"""
SELECT t.id, '' AS code, $3 AS target_kind, $4 AS target_ref, '' AS channel, {_STORE},
  NULL::uuid AS shopper, '' AS shown_name, NULL::uuid AS customer_id
FROM stores AS t
JOIN sellers AS s ON s.brand_id = t.brand_id AND s.id = t.seller_id
JOIN brands AS b ON b.id = t.brand_id
WHERE t.brand_id = $1 AND t.slug = $2
"""  # noqa: S608 - our own words
_PRODUCT = """
SELECT p.id, p.code, p.category, coalesce(nullif(p.translations -> $4 ->> 'name', ''), p.name) AS name,
  coalesce(nullif(p.translations -> $4 ->> 'description', ''), p.description) AS description,
  coalesce(i.note, '') AS note, (
    SELECT url FROM product_images AS g WHERE g.brand_id = p.brand_id AND g.product_id = p.id ORDER BY position LIMIT 1
  ) AS picture, ARRAY(
    SELECT k.id FROM skus AS k WHERE k.brand_id = p.brand_id AND k.product_id = p.id AND k.status = 'active'
  ) AS skus
FROM products AS p
LEFT JOIN store_items AS i ON i.brand_id = p.brand_id AND i.product_id = p.id AND i.store_id = $2
WHERE p.brand_id = $1 AND p.code = $3 AND p.status = 'active'
"""
_BOUGHT = """
SELECT count(*) AS orders, min(paid_at) AS since FROM retail_orders
WHERE brand_id = $1 AND customer_id = $2 AND paid_at IS NOT NULL AND refunded_total < greatest(total, 1)
"""
_FIRST_WORDS = re.compile(r"[^。！？.!?\n]{1,120}(?:[。！？.!?](?=\s|$|[^\s.!?]))?")


class SharedLink(msgspec.Struct, frozen=True):
    """A link with its facts, and where it is."""

    link_id: UUID
    code: str
    store_id: UUID
    brand_slug: str
    store_slug: str
    country: str
    locale: str
    facts: SharedFacts


class ProductWords(msgspec.Struct, frozen=True):
    """A product as a store speaks of it."""

    code: str = ""
    name: str = ""
    words: str = ""
    note: str = ""
    category: str = ""
    price: str = ""
    picture: str = ""


async def shared_link(tx: Tx, link_id: UUID, language: str, *, tiers: bool) -> SharedLink | None:
    """The link as a card sees it; None where there is none. `tiers`: also where the reseller stands, which costs a
    reading of what they bought and is asked for by few kits."""
    link = await tx.fetchrow(_LINK, tx.brand_id, link_id)
    return None if link is None else await _read(tx, link, language, tiers=tiers)


async def shared_page(
    tx: Tx, store: str, kind: str, ref: str, language: str, *, tiers: bool
) -> SharedLink | None:
    """A page of a store that nobody shared: as if its seller had. `link_id` is the store's id then, `code` empty."""
    page = await tx.fetchrow(_PAGE, tx.brand_id, store, kind, ref)
    return None if page is None else await _read(tx, page, language, tiers=tiers)


async def _read(tx: Tx, link: asyncpg.Record, language: str, *, tiers: bool) -> SharedLink:
    orders, since = (0, None)
    if link["customer_id"] is not None:
        (bought,) = await tx.fetch(_BOUGHT, tx.brand_id, link["customer_id"])
        orders, since = bought["orders"], bought["since"]
    product = ProductWords()
    if link["target_kind"] == "product":
        product = await product_words(tx, link["store_id"], link["target_ref"], language, link["currency"])
    facts = SharedFacts(
        sharer=_sharer(link, orders),
        target=_target(link["target_kind"]),
        channel=link["channel"],
        group=link["cohort"] or "",
        tier=await _tier(tx, link) if tiers and link["shopper"] is None else "",
        purchases=orders,
        years=full_years(since, tx.now, ZoneInfo(link["timezone"])),
        name=link["seller"] if link["shopper"] is None else link["shown_name"],
        seller=link["seller"],
        store=link["store"],
        headline=link["headline"],
        brand=link["brand"],
        product=product.name,
        product_code=product.code,
        product_words=product.words,
        note=product.note,
        category=product.category or (link["target_ref"] if link["target_kind"] == "collection" else ""),
        price=product.price,
        product_picture=product.picture,
        store_picture=link["cover_url"],
        own_stock=link["ships_from"] == "own_stock",
    )
    return SharedLink(
        link["id"],
        link["code"],
        link["store_id"],
        link["brand_slug"],
        link["store_slug"],
        link["jurisdiction"],
        link["locale"],
        facts,
    )


async def product_words(tx: Tx, store_id: UUID, code: str, language: str, currency: str) -> ProductWords:
    """A product in a language with its lowest price in the store; empty where it is not for sale."""
    row = await tx.fetchrow(_PRODUCT, tx.brand_id, store_id, code, language)
    if row is None:
        return ProductWords()
    prices = await selling_prices(tx, store_id, row["skus"], tx.now)
    lowest = min((price.retail_price for price in prices.values()), default=None)
    said = _FIRST_WORDS.search(row["description"].strip())
    return ProductWords(
        row["code"],
        row["name"],
        said[0].strip() if said else "",
        row["note"],
        row["category"],
        "" if lowest is None else money_text(lowest, currency, language),
        row["picture"] or "",
    )


def full_years(since: datetime | None, now: datetime, zone: ZoneInfo) -> int:
    """Whole years of the calendar between two instants; 29 February is had on 1 March."""
    if since is None:
        return 0
    first, today = since.astimezone(zone).date(), now.astimezone(zone).date()
    return max(0, today.year - first.year - ((today.month, today.day) < (first.month, first.day)))


def _sharer(link: asyncpg.Record, orders: int) -> SharerKind:
    if link["shopper"] is None:
        return "staff" if link["kind"] == "staff" else "reseller"
    return "guest" if orders == 0 else "first_time_customer" if orders == 1 else "regular_customer"


def _target(kind: str) -> TargetKind:
    kinds: dict[str, TargetKind] = {"product": "product", "collection": "collection", "page": "page"}
    return kinds.get(kind, "store")


async def _tier(tx: Tx, link: asyncpg.Record) -> str:
    found = await standing_tiers(tx, [link["seller_id"]], tx.now, ZoneInfo(link["timezone"]))
    return found.get(link["seller_id"], "")
