"""See every variant of a kit before it goes live: each with a person it speaks for, and with those it does not."""

from typing import Any
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.json_text import content_hash, from_json
from infra.money_text import money_text
from infra.scope import Scope
from services.cards.choose import choose_card, choose_landing, opens
from services.cards.render_card import Card, mark_of, render_card
from services.cards.sample_people import Person, sample_openers, sample_people
from services.cards.shapes import KitBody
from services.cards.template import fill

_KIT = "SELECT body, state FROM share_kits WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE"
_SEEN = "UPDATE share_kits SET previewed_hash = $3 WHERE brand_id = $1 AND id = $2 AND state = 'draft'"
_BRAND = "SELECT name, currency, jurisdiction FROM brands WHERE id = $1"


class CardPreview(msgspec.Struct, frozen=True):
    """One card variant as one sample person would share it. `fits`: the rule is for this person and every place has
    something to say; `chosen`: before the rules above it, it would really be shown (or, where variants split the links
    of a rule, one of those shown)."""

    rule: str
    variant: str
    person: str
    person_words: str
    language: str
    fits: bool
    chosen: bool
    card: Card


class LandingPreview(msgspec.Struct, frozen=True):
    """One landing variant as one sample visitor would open it."""

    rule: str
    variant: str
    opener: str
    opener_words: str
    language: str
    fits: bool
    chosen: bool
    headline: str
    text: str


class KitPreview(msgspec.Struct, frozen=True):
    """Every variant × every sample person, in both languages. `unreached` names variants that no sample person gets:
    a rule above takes them all, or the rule asks for something no sample has."""

    kit_id: UUID
    body_hash: str
    cards: list[CardPreview]
    landings: list[LandingPreview]
    unreached: list[str]


async def preview_kit(scope: Scope, kit_id: UUID) -> KitPreview:
    """Preview a kit with sample people; a draft counts as looked at from then on, until it is changed. Nothing is shown
    to anybody else. Raises NotFound."""

    async def work(tx: Tx) -> KitPreview:
        row = await tx.fetchrow(_KIT, tx.brand_id, kit_id)
        if row is None:
            raise NotFound(what="share kit", ref=kit_id)
        body = msgspec.convert(from_json(row["body"]), KitBody)
        brand = dict((await tx.fetch(_BRAND, tx.brand_id))[0])
        previews = _cards(tx, body, brand)
        landings = _landings(body, brand)
        reached = {("card", each.rule, each.variant) for each in previews if each.chosen}
        reached |= {("landing", each.rule, each.variant) for each in landings if each.chosen}
        unreached = [
            f"{kind} {rule.id}/{variant.id}"
            for kind, rules in (("card", body.cards), ("landing", body.landings))
            for rule in rules
            for variant in rule.variants
            if (kind, rule.id, variant.id) not in reached
        ]
        await tx.execute(_SEEN, tx.brand_id, kit_id, content_hash(body))
        return KitPreview(kit_id, content_hash(body), previews, landings, unreached)

    return await transact(scope, work)


def _cards(tx: Tx, body: KitBody, brand: dict[str, Any]) -> list[CardPreview]:
    found = []
    for language in ("zh", "en"):
        price = money_text(12_900, brand["currency"], language)
        for person in sample_people(body, brand["name"], price, language):
            for rule in body.cards:
                for variant in rule.variants:
                    alone = msgspec.structs.replace(rule, variants=[variant])
                    fits = choose_card([alone], person.facts, _WHO, language) is not None
                    mark = mark_of(
                        brand["jurisdiction"],
                        tx.now.date(),
                        person.facts,
                        always=body.disclosure == "always",
                    )
                    found.append(
                        CardPreview(
                            rule.id,
                            variant.id,
                            person.id,
                            person.words,
                            language,
                            fits,
                            fits and _first_card(body, person, language) == rule.id,
                            render_card(variant, person.facts, language, mark),
                        )
                    )
    return found


def _landings(body: KitBody, brand: dict[str, Any]) -> list[LandingPreview]:
    found = []
    for language in ("zh", "en"):
        price = money_text(12_900, brand["currency"], language)
        for person in sample_openers(body, brand["name"], price, language):
            first = choose_landing(body.landings, person.facts, _WHO)
            for rule in body.landings:
                for variant in rule.variants:
                    fits = opens(rule.when, person.facts)
                    found.append(
                        LandingPreview(
                            rule.id,
                            variant.id,
                            person.id,
                            person.words,
                            language,
                            fits,
                            fits and first is not None and first[0].id == rule.id,
                            fill(variant.headline.in_language(language), person.values) or "",
                            fill(variant.text.in_language(language), person.values) or "",
                        )
                    )
    return found


def _first_card(body: KitBody, person: Person, language: str) -> str | None:
    chosen = choose_card(body.cards, person.facts, _WHO, language)
    return chosen[0].id if chosen else None


_WHO = UUID(int=1)
