"""The card a link shows now."""

from uuid import UUID

import msgspec

from infra.database import Tx, read_directory, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.cards.choose import choose_card
from services.cards.live_kit import LiveKit, live_kit
from services.cards.render_card import Card, mark_of, render_card
from services.cards.say_nothing_refused import without_refused
from services.cards.shapes import KitBody
from services.cards.shared_facts import SharedLink, shared_link, shared_page
from services.claims.screen_texts import screener_of

# Written when the card changes, and only then: the same card shown a thousand times is one row.
_SHOWN = """
INSERT INTO card_showings (brand_id, link_id, at, variant_id)
SELECT $1, $2, $3, $4 WHERE $4 IS DISTINCT FROM (
  SELECT variant_id FROM card_showings WHERE brand_id = $1 AND link_id = $2 ORDER BY at DESC LIMIT 1
) ON CONFLICT DO NOTHING
"""


class ShownCard(msgspec.Struct, frozen=True):
    """The card, the link it is of, and which rule and variant of the kit speak: null for the built-in card."""

    link_id: UUID
    code: str
    path: str
    brand: str
    store: str
    store_name: str
    card: Card
    rule: str | None
    variant: str | None
    variant_id: UUID | None


async def show_card(
    scope: Scope, link_id: UUID, language: str | None = None, *, seller_id: UUID | None = None
) -> ShownCard:
    """The card of a link in a language (the brand's where none is asked), noted as shown from now on. With `seller_id`
    another seller's link is not there. Raises NotFound."""

    async def work(tx: Tx) -> ShownCard:
        if seller_id is not None and not await tx.fetchval(
            "SELECT EXISTS (SELECT FROM links WHERE brand_id = $1 AND id = $2 AND seller_id = $3)",
            tx.brand_id,
            link_id,
            seller_id,
        ):
            raise NotFound(what="link", ref=link_id)
        shown = await card_of(tx, link_id, language)
        if shown is None:
            raise NotFound(what="link", ref=link_id)
        if shown.variant_id is not None:
            await tx.execute(_SHOWN, tx.brand_id, link_id, tx.now, shown.variant_id)
        return shown

    return await transact(scope, work)


async def brand_of_code(code: str) -> tuple[UUID, UUID] | None:
    """The brand and the link of a short code, before any brand is known."""
    found = await read_directory("SELECT brand_id, link_id FROM link_codes WHERE code = $1", code)
    return (found[0]["brand_id"], found[0]["link_id"]) if found else None


async def card_of(tx: Tx, link_id: UUID, language: str | None) -> ShownCard | None:
    """The card without noting it; None where there is no such link."""
    kit = await live_kit(tx)
    spoken = language or await tx.fetchval("SELECT locale FROM brands WHERE id = $1", tx.brand_id)
    link = await shared_link(tx, link_id, spoken, tiers=speaks_of_tiers(kit.body))
    return None if link is None else await _shown(tx, kit, link, spoken)


async def show_page_card(
    scope: Scope, store: str, kind: str, ref: str, link_id: UUID | None
) -> ShownCard | None:
    """The card of a page in the scope's language: of the link that led to it, else of the page itself, as if its seller
    shared it. None where there is no such store."""

    async def work(tx: Tx) -> ShownCard | None:
        if link_id is not None:
            return await card_of(tx, link_id, scope.locale)
        kit = await live_kit(tx)
        tiers = speaks_of_tiers(kit.body)
        page = await shared_page(tx, store, kind, ref, scope.locale, tiers=tiers)
        return None if page is None else await _shown(tx, kit, page, scope.locale)

    return await transact(scope, work)


async def _shown(tx: Tx, kit: LiveKit, link: SharedLink, spoken: str) -> ShownCard:
    facts = without_refused(tx, link.facts, await screener_of(tx))
    chosen = choose_card(kit.body.cards, facts, link.link_id, spoken)
    rule, variant = chosen or (None, None)
    mark = mark_of(link.country, tx.now.date(), facts, always=kit.body.disclosure == "always")
    card = render_card(variant, facts, spoken, mark)
    return ShownCard(
        link.link_id,
        link.code,
        f"/l/{link.code}",
        link.brand_slug,
        link.store_slug,
        link.facts.store,
        card,
        rule.id if rule else None,
        variant.id if variant else None,
        kit.ids["card", rule.id, variant.id] if rule and variant else None,
    )


def speaks_of_tiers(body: KitBody) -> bool:
    """Whether any card asks where a reseller stands."""
    return any(
        rule.when.tiers
        or any(
            "{tier" in words.zh + words.en
            for variant in rule.variants
            for words in (variant.title, variant.text)
        )
        for rule in body.cards
    )
