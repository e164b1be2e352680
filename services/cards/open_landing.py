"""Where a page opens: which landing who opens it gets, and a note of what the touch was shown."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.cards.choose import choose_landing
from services.cards.live_kit import LiveKit, live_kit
from services.cards.say_nothing_refused import without_refused
from services.cards.shapes import LandingRule, LandingVariant, OpenedFacts, Show, TargetKind
from services.cards.shared_facts import ProductWords, product_words
from services.cards.template import fill
from services.claims.screen_texts import screener_of

# 31 December 9999.
_LATEST = 253_402_214_400
_STORE = """
SELECT t.id, t.seller_id, t.name, t.headline, s.display_name AS seller, b.name AS brand, b.currency
FROM stores AS t JOIN sellers AS s ON s.brand_id = t.brand_id AND s.id = t.seller_id
JOIN brands AS b ON b.id = t.brand_id WHERE t.brand_id = $1 AND t.slug = $2
"""
# The id of a touch holds its instant, so its month is looked into and no other.
_TOUCH = """
SELECT id, link_id, visitor_id, channel, at, referrer_host FROM touches
WHERE brand_id = $1 AND id = $2 AND at > $3::timestamptz - interval '1 hour'
  AND at < $3::timestamptz + interval '1 hour' AND kind IN ('click', 'scan') AND store_id = $4
"""
_BEFORE = """
SELECT EXISTS (SELECT FROM touches WHERE brand_id = $1 AND visitor_id = $2 AND kind IN ('click', 'scan')
                 AND at < $3 AND at > $4)
    OR EXISTS (SELECT FROM retail_orders AS o WHERE o.brand_id = $1 AND o.paid_at IS NOT NULL AND o.customer_id = (
         SELECT customer_id FROM identifications WHERE brand_id = $1 AND visitor_id = $2 AND undone_at IS NULL
         ORDER BY at DESC, id DESC LIMIT 1))
"""
_FOLLOWS = """
SELECT EXISTS (SELECT FROM bindings AS f WHERE f.brand_id = $1 AND f.seller_id = $3 AND f.source = 'follow'
  AND (f.visitor_id = $2 OR f.customer_id = (
    SELECT customer_id FROM identifications WHERE brand_id = $1 AND visitor_id = $2 AND undone_at IS NULL
    ORDER BY at DESC, id DESC LIMIT 1)))
"""
# The card that brought the touch: the one shown before it, not the one that is live by now.
_VIEW = """
INSERT INTO landing_views (brand_id, touch_id, link_id, card_variant_id, landing_variant_id, opener, keyword, at)
SELECT $1, $2, $3, (SELECT variant_id FROM card_showings WHERE brand_id = $1 AND link_id = $3 AND at <= $7
                    ORDER BY at DESC LIMIT 1), $4, $5, $6, $7
ON CONFLICT (brand_id, touch_id) DO NOTHING
"""
_SEARCH = re.compile(
    r"(?:^|\.)(?:(?:google|yahoo)\.(?:com|[a-z]{2}|com?\.[a-z]{2})|bing\.com|baidu\.com|sogou\.com|so\.com|sm\.cn|"
    r"duckduckgo\.com|yandex\.(?:com|[a-z]{2})|ecosia\.org|naver\.com)$"
)
_WORD_PARAMETERS = ("utm_term", "kw", "q", "wd", "word", "query", "p", "text")
_AGAIN = timedelta(minutes=30)
_REMEMBERED = timedelta(days=400)


class PageOpening(msgspec.Struct, frozen=True):
    """What is known of an opening: `touch_id` and the link's `code` from the address a link led to, `visitor_id` from
    cookie or address, `referrer` the whole header, `query` of the page's own address."""

    store: str
    target: TargetKind = "store"
    ref: str = ""
    code: str = ""
    touch_id: UUID | None = None
    visitor_id: UUID | None = None
    referrer: str = ""
    query: Mapping[str, str] = {}


class Landing(msgspec.Struct, frozen=True):
    """What the page says and shows beyond itself; `link_id` is the link that led here. All empty for the plain page."""

    headline: str = ""
    text: str = ""
    show: Show = Show()
    keyword: str = ""
    opener: str = "new"
    link_id: UUID | None = None
    rule: str | None = None
    variant: str | None = None


async def open_landing(scope: Scope, opening: PageOpening) -> Landing:
    """Choose the landing by who opens (rules of the live kit) and note it once for the touch. The plain page where the
    store is not there: what shows the page says so."""

    async def work(tx: Tx) -> Landing:
        store = await tx.fetchrow(_STORE, tx.brand_id, opening.store)
        if store is None:
            return Landing()
        touch = await _touch(tx, store["id"], opening.touch_id)
        visitor = touch["visitor_id"] if touch else opening.visitor_id
        keyword = search_words(opening.referrer, opening.query)
        traits = await _traits(tx, store["seller_id"], visitor, touch)
        if (
            keyword
            or from_search_engine(opening.referrer)
            or (touch and _SEARCH.search(touch["referrer_host"]))
        ):
            traits.add("search")
        kit = await live_kit(tx)
        facts, values = await _facts(tx, store, opening, traits, keyword, touch)
        chosen = choose_landing(kit.body.landings, facts, visitor)
        opener = next(each for each in ("follower", "search", "returning", "new") if each in traits)
        if touch is not None:
            await _note(tx, kit, touch, chosen, opener, keyword)
        rule, variant = chosen or (None, LandingVariant("plain"))
        return Landing(
            fill(variant.headline.in_language(scope.locale), values) or "",
            fill(variant.text.in_language(scope.locale), values) or "",
            variant.show,
            keyword,
            opener,
            touch["link_id"] if touch else await _link_of(tx, store["id"], opening.code),
            rule.id if rule else None,
            variant.id if rule else None,
        )

    return await transact(scope, work)


def search_words(referrer: str, query: Mapping[str, str]) -> str:
    """What was searched for: from the page's own address (`utm_term`, `kw`), else from a search engine's that tells it.
    At most eighty characters, in lower case."""
    for name in ("utm_term", "kw"):
        if query.get(name, "").strip():
            return _clean(query[name])
    if not from_search_engine(referrer):
        return ""
    asked = dict(parse_qsl(urlsplit(referrer).query[:2000]))
    return next((_clean(asked[name]) for name in _WORD_PARAMETERS if asked.get(name, "").strip()), "")


def _clean(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:80].casefold()


def from_search_engine(referrer: str) -> bool:
    """Whether who opens comes from a search engine, by the whole Referer. No other Referer changes a page."""
    try:
        return bool(_SEARCH.search(urlsplit(referrer).hostname or ""))
    except ValueError:
        return False


async def _touch(tx: Tx, store_id: UUID, touch_id: UUID | None) -> asyncpg.Record | None:
    if touch_id is None or touch_id.version != 7:
        return None
    seconds = int.from_bytes(touch_id.bytes[:6]) // 1000
    if seconds > _LATEST:
        # Somebody made the id up: no touch lies beyond the last day that there is a date for.
        return None
    made = datetime.fromtimestamp(seconds, UTC)
    return await tx.fetchrow(_TOUCH, tx.brand_id, touch_id, made, store_id)


async def _link_of(tx: Tx, store_id: UUID, code: str) -> UUID | None:
    """The link by its code: for readers that are no touch, and for a touch that is not stored yet."""
    if not code:
        return None
    found: UUID | None = await tx.fetchval(
        "SELECT id FROM links WHERE brand_id = $1 AND code = $2 AND store_id = $3",
        tx.brand_id,
        code,
        store_id,
    )
    return found


async def _traits(tx: Tx, seller_id: UUID, visitor_id: UUID | None, touch: asyncpg.Record | None) -> set[str]:
    if visitor_id is None:
        return {"new"}
    # A second tap on the same message is the same visit.
    until = (touch["at"] if touch else tx.now) - _AGAIN
    before = await tx.fetchval(_BEFORE, tx.brand_id, visitor_id, until, until - _REMEMBERED)
    traits = {"returning" if before else "new"}
    if await tx.fetchval(_FOLLOWS, tx.brand_id, visitor_id, seller_id):
        traits.add("follower")
    return traits


async def _facts(
    tx: Tx,
    store: asyncpg.Record,
    opening: PageOpening,
    traits: set[str],
    keyword: str,
    touch: asyncpg.Record | None,
) -> tuple[OpenedFacts, dict[str, str]]:
    """What rules ask of an opening, and what places are filled with."""
    product = ProductWords()
    if opening.target == "product":
        product = await product_words(tx, store["id"], opening.ref, tx.scope.locale, store["currency"])
        product = without_refused(tx, product, await screener_of(tx))
    category = opening.ref if opening.target == "collection" else product.category
    channel = touch["channel"] if touch else ""
    facts = OpenedFacts(frozenset(traits), keyword, opening.target, channel, product.code, category)
    return facts, {
        "seller": store["seller"],
        "store": store["name"],
        "headline": store["headline"],
        "brand": store["brand"],
        "product": product.name,
        "product_words": product.words,
        "note": product.note,
        "category": category,
        "price": product.price,
        "keyword": keyword,
    }


async def _note(
    tx: Tx,
    kit: LiveKit,
    touch: asyncpg.Record,
    chosen: tuple[LandingRule, LandingVariant] | None,
    opener: str,
    keyword: str,
) -> None:
    shown = kit.ids["landing", chosen[0].id, chosen[1].id] if chosen else None
    await tx.execute(_VIEW, tx.brand_id, touch["id"], touch["link_id"], shown, opener, keyword, touch["at"])
