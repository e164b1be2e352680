"""Which card a share shows, which landing an opening gets: the first rule that fits, then a variant by weight.

Nothing here is random: the same link always shows the same card of a rule, the same visitor the same landing, on every
machine; another link or visitor falls on another side of the split.
"""

import hashlib
from collections.abc import Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from services.cards.shapes import (
    CardRule,
    CardVariant,
    LandingRule,
    LandingVariant,
    OpenedFacts,
    OpenedWhen,
    SharedFacts,
    SharedWhen,
)
from services.cards.template import fill


class _Weighed(Protocol):
    @property
    def weight(self) -> int: ...


V = TypeVar("V", bound=_Weighed)


def choose_card(
    rules: Sequence[CardRule], facts: SharedFacts, link_id: UUID, language: str
) -> tuple[CardRule, CardVariant] | None:
    """The rule and variant for a share; None where only the built-in card is left. A variant that has nothing to fill a
    place with is passed over, and a rule without any other for the next rule."""
    values = card_values(facts)
    for rule in rules:
        if not shares(rule.when, facts):
            continue
        speaking = [each for each in rule.variants if _speaks(each, values, language)]
        if speaking:
            return rule, split(speaking, rule.id, link_id)
    return None


def choose_landing(
    rules: Sequence[LandingRule], facts: OpenedFacts, visitor_id: UUID | None
) -> tuple[LandingRule, LandingVariant] | None:
    """The rule and variant for who opens; None for the plain page."""
    for rule in rules:
        if opens(rule.when, facts):
            return rule, split(rule.variants, rule.id, visitor_id or UUID(int=0))
    return None


def shares(when: SharedWhen, facts: SharedFacts) -> bool:
    """Whether a card's rule fits."""
    return (
        (not when.sharer or facts.sharer in when.sharer)
        and (not when.tiers or facts.tier in when.tiers)
        and (not when.groups or facts.group in when.groups)
        and facts.purchases >= when.min_purchases
        and facts.years >= when.min_years
        and (not when.target or facts.target in when.target)
        and (not when.products or facts.product_code in when.products)
        and (not when.categories or facts.category in when.categories)
        and (not when.channels or facts.channel in when.channels)
    )


def opens(when: OpenedWhen, facts: OpenedFacts) -> bool:
    """Whether a landing's rule fits."""
    keyword = facts.keyword.casefold()
    return (
        (not when.opener or not facts.traits.isdisjoint(when.opener))
        and (not when.keywords or any(word.casefold() in keyword for word in when.keywords if keyword))
        and (not when.target or facts.target in when.target)
        and (not when.products or facts.product_code in when.products)
        and (not when.categories or facts.category in when.categories)
        and (not when.channels or facts.channel in when.channels)
    )


def split(variants: Sequence[V], salt: str, who: UUID) -> V:
    """One of the variants by weight, the same for the same `who`."""
    digest = hashlib.sha256(salt.encode() + b"\0" + who.bytes).digest()
    at = int.from_bytes(digest[:8]) % sum(each.weight for each in variants)
    for each in variants:
        at -= each.weight
        if at < 0:
            return each
    raise AssertionError("unreachable")


def card_values(facts: SharedFacts) -> dict[str, str]:
    """What a card's places are filled with. Zero years or purchases are nothing to speak of."""
    return {
        "name": facts.name,
        "seller": facts.seller,
        "store": facts.store,
        "headline": facts.headline,
        "brand": facts.brand,
        "product": facts.product,
        "product_words": facts.product_words,
        "note": facts.note,
        "category": facts.category,
        "price": facts.price,
        "years": str(facts.years) if facts.years else "",
        "purchases": str(facts.purchases) if facts.purchases else "",
        "tier": facts.tier,
        "group": facts.group,
    }


def _speaks(variant: CardVariant, values: dict[str, str], language: str) -> bool:
    return fill(variant.title.in_language(language), values) not in (None, "") and (
        fill(variant.text.in_language(language), values) is not None
    )
