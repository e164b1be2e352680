"""A link's poster, in the reader's language."""

import asyncio
import re
from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.money_text import money_text
from infra.scope import Scope
from infra.settings import current_settings
from services.posters.draw_poster import PosterWords, draw_poster
from services.posters.template import PosterTemplate
from services.sharing.link_address import qr_address
from services.stores.selling_prices import selling_prices

_LINK = """
SELECT l.code, l.store_id, l.target_kind, l.target_ref, t.name AS store, t.cover_url, s.display_name, b.currency, b.slug
FROM links AS l
JOIN stores AS t ON t.brand_id = l.brand_id AND t.id = l.store_id
JOIN sellers AS s ON s.brand_id = l.brand_id AND s.id = l.seller_id
JOIN brands AS b ON b.id = l.brand_id
WHERE l.brand_id = $1 AND l.id = $2 AND ($3::uuid IS NULL OR l.seller_id = $3)
"""
_PRODUCT = """
SELECT p.id, coalesce(nullif(p.translations -> $3 ->> 'name', ''), p.name) AS name,
  (SELECT url FROM product_images AS i WHERE i.brand_id = p.brand_id AND i.product_id = p.id ORDER BY position LIMIT 1)
    AS picture
FROM products AS p WHERE p.brand_id = $1 AND p.code = $2
"""
_SKUS = "SELECT id FROM skus WHERE brand_id = $1 AND product_id = $2 AND status = 'active'"
_SCAN = {"zh": "扫码购买", "en": "Scan to buy"}
# Our own pictures only: whatever else an address names, the server does not go and fetch it.
_OURS = re.compile(r"/media/[^/]+/([0-9a-f]{64})\.webp(?:\?.*)?")


class Subject(msgspec.Struct, frozen=True):
    """What a poster shows."""

    words: PosterWords
    picture: bytes | None
    logo: bytes | None


async def make_poster(
    scope: Scope, link_id: UUID, *, template_id: UUID | None = None, seller_id: UUID | None = None
) -> bytes:
    """The poster as PNG: by the named template, else the brand's usual one, else the built-in one. With `seller_id`
    another seller's link is not there. Raises NotFound."""

    async def work(tx: Tx) -> tuple[PosterTemplate, Subject]:
        template = await _template(tx, template_id)
        return template, await subject_of(tx, link_id, template, seller_id)

    template, subject = await transact(scope, work)
    return await asyncio.to_thread(draw_poster, template, subject.words, subject.picture, subject.logo)


async def preview_poster(scope: Scope, link_id: UUID, template: PosterTemplate) -> bytes:
    """A link's poster by a template that is not kept yet. Raises NotFound."""
    subject = await transact(scope, lambda tx: subject_of(tx, link_id, template, None))
    return await asyncio.to_thread(draw_poster, template, subject.words, subject.picture, subject.logo)


async def subject_of(tx: Tx, link_id: UUID, template: PosterTemplate, seller_id: UUID | None) -> Subject:
    """The step: what a link's poster says and shows. Raises NotFound."""
    link = await tx.fetchrow(_LINK, tx.brand_id, link_id, seller_id)
    if link is None:
        raise NotFound(what="link", ref=link_id)
    product = None
    if link["target_kind"] == "product":
        product = await tx.fetchrow(_PRODUCT, tx.brand_id, link["target_ref"], tx.scope.locale)
    words = PosterWords(
        product=product["name"] if product else link["store"],
        price=await _price(tx, link, product["id"]) if product else "",
        seller=link["display_name"],
        store=link["store"],
        address=qr_address(current_settings().public_url, link["code"]),
        scan=_SCAN["zh" if tx.scope.locale == "zh" else "en"],
    )
    picture = await _picture(tx, (product["picture"] if product else "") or link["cover_url"])
    logo = None
    if template.logo is not None:
        logo = await tx.fetchval(
            "SELECT body FROM pictures WHERE brand_id = $1 AND id = $2", tx.brand_id, template.logo
        )
    return Subject(words, picture, logo)


async def _price(tx: Tx, link: asyncpg.Record, product_id: UUID) -> str:
    """What the cheapest choice costs in the store now; with a word of it where others cost more."""
    skus = [row["id"] for row in await tx.fetch(_SKUS, tx.brand_id, product_id)]
    prices = {
        each.retail_price for each in (await selling_prices(tx, link["store_id"], skus, tx.now)).values()
    }
    if not prices:
        return ""
    text = money_text(min(prices), link["currency"], tx.scope.locale)
    if len(prices) == 1:
        return text
    return f"{text} 起" if tx.scope.locale == "zh" else f"from {text}"


async def _picture(tx: Tx, url: str) -> bytes | None:
    ours = _OURS.fullmatch(url or "")
    if ours is None:
        return None
    body: bytes | None = await tx.fetchval(
        "SELECT body FROM pictures WHERE brand_id = $1 AND digest = $2", tx.brand_id, bytes.fromhex(ours[1])
    )
    return body


async def _template(tx: Tx, template_id: UUID | None) -> PosterTemplate:
    text = await tx.fetchval(
        "SELECT body FROM poster_templates WHERE brand_id = $1 AND removed_at IS NULL"
        " AND CASE WHEN $2::uuid IS NULL THEN usual ELSE id = $2 END",
        tx.brand_id,
        template_id,
    )
    if text is None and template_id is not None:
        raise NotFound(what="poster template", ref=template_id)
    return msgspec.json.decode(text, type=PosterTemplate) if text else PosterTemplate()
