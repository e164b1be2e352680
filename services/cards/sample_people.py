"""Sample people for a preview: the usual ones, and one more for each rule that asks for something of its own."""

import msgspec

from services.cards.shapes import (
    CardRule,
    KitBody,
    LandingRule,
    OpenedFacts,
    SharedFacts,
    SharerKind,
)

_USUAL: dict[str, tuple[SharerKind, int, int, str, str]] = {
    # id: (kind, purchases, years, words in English, in Chinese)
    "staff": ("staff", 0, 0, "Mei, who works in the shop", "店员小梅"),
    "reseller": ("reseller", 0, 0, "Rui, a reseller", "经销商阿瑞"),
    "regular": (
        "regular_customer",
        12,
        3,
        "Wang, a customer for 3 years with 12 orders",
        "三年老顾客王女士，已购12单",
    ),
    "first-time": ("first_time_customer", 1, 0, "Lin, who bought for the first time", "首次购买的林先生"),
    "guest": ("guest", 0, 0, "somebody who has not bought yet", "尚未购买的访客"),
}
_NAMES = {"staff": "Mei", "reseller": "Rui", "regular": "Wang", "first-time": "Lin", "guest": ""}
_OPENERS: dict[str, tuple[frozenset[str], str, str, str]] = {
    "new": (frozenset({"new"}), "", "a new visitor", "新访客"),
    "returning": (frozenset({"returning"}), "", "somebody who was here before", "回访客"),
    "search": (frozenset({"new", "search"}), "coat", "who searched for “coat”", "搜索“coat”而来"),
    "follower": (frozenset({"returning", "follower"}), "", "a follower of the store", "店铺粉丝"),
}


class Person(msgspec.Struct, frozen=True):
    """A sample sharer."""

    id: str
    words: str
    facts: SharedFacts


class Opening(msgspec.Struct, frozen=True):
    """A sample visitor, and what the landing's places are filled with."""

    id: str
    words: str
    facts: OpenedFacts
    values: dict[str, str]


def sample_people(body: KitBody, brand: str, price: str, language: str) -> list[Person]:
    """The five usual sharers of a product, and for each rule one made to fit it."""
    people = []
    for key, (kind, purchases, years, english, chinese) in _USUAL.items():
        facts = _product(kind, brand, price, language, _NAMES[key])
        facts = msgspec.structs.replace(facts, purchases=purchases, years=years)
        people.append(Person(key, chinese if language == "zh" else english, facts))
    return people + [_fitting(rule, brand, price, language) for rule in body.cards]


def sample_openers(body: KitBody, brand: str, price: str, language: str) -> list[Opening]:
    """The four usual visitors, and for each rule one made to fit it."""
    shared = _product("reseller", brand, price, language, "Rui")
    openings = []
    for key, (traits, keyword, english, chinese) in _OPENERS.items():
        facts = OpenedFacts(traits, keyword, "product", "wechat", shared.product_code, shared.category)
        openings.append(
            Opening(key, chinese if language == "zh" else english, facts, _values(shared, keyword))
        )
    return openings + [_opening(rule, shared, language) for rule in body.landings]


def _product(kind: SharerKind, brand: str, price: str, language: str, name: str) -> SharedFacts:
    chinese = language == "zh"
    return SharedFacts(
        sharer=kind,
        target="product",
        channel="wechat",
        group="南京路店" if chinese else "High Street shop",
        name=name,
        seller="Rui",
        store="阿瑞的小店" if chinese else "Rui's store",
        headline="每天穿的好东西" if chinese else "Good things for every day",
        brand=brand,
        product="羊毛大衣" if chinese else "Wool coat",
        product_code="SAMPLE",
        product_words="双面羊毛，轻而暖。" if chinese else "Double-faced wool, light and warm.",
        note="我自己也在穿" if chinese else "I wear it myself",
        category="coats",
        price=price,
    )


def _fitting(rule: CardRule, brand: str, price: str, language: str) -> Person:
    when = rule.when
    kind: SharerKind = when.sharer[0] if when.sharer else "reseller"
    if not when.sharer and (when.min_purchases or when.min_years):
        kind = "regular_customer"
    base = _product(kind, brand, price, language, "Chen")
    target = when.target[0] if when.target else "product"
    facts = msgspec.structs.replace(
        base,
        target=target,
        tier=when.tiers[0] if when.tiers else "start" if kind == "reseller" else "",
        group=when.groups[0] if when.groups else base.group,
        purchases=max(when.min_purchases, {"regular_customer": 2, "first_time_customer": 1}.get(kind, 0)),
        years=when.min_years,
        product_code=when.products[0] if when.products else base.product_code,
        category=when.categories[0] if when.categories else base.category,
        channel=when.channels[0] if when.channels else base.channel,
    )
    if target != "product":
        facts = msgspec.structs.replace(
            facts,
            product="",
            product_words="",
            note="",
            price="",
            product_code="" if not when.products else facts.product_code,
        )
    words = f"为规则“{rule.id}”所设的分享者" if language == "zh" else f"somebody the rule {rule.id} is for"
    return Person(f"for-{rule.id}", words, facts)


def _opening(rule: LandingRule, shared: SharedFacts, language: str) -> Opening:
    when = rule.when
    traits = frozenset(when.opener[:1]) | {"new"} if "returning" not in when.opener[:1] else {"returning"}
    keyword = when.keywords[0] if when.keywords else "coat" if "search" in traits else ""
    facts = OpenedFacts(
        frozenset(traits),
        keyword,
        when.target[0] if when.target else "product",
        when.channels[0] if when.channels else "wechat",
        when.products[0] if when.products else shared.product_code,
        when.categories[0] if when.categories else shared.category,
    )
    words = f"为规则“{rule.id}”所设的访客" if language == "zh" else f"somebody the rule {rule.id} is for"
    return Opening(f"for-{rule.id}", words, facts, _values(shared, keyword))


def _values(shared: SharedFacts, keyword: str) -> dict[str, str]:
    return {
        "seller": shared.seller,
        "store": shared.store,
        "headline": shared.headline,
        "brand": shared.brand,
        "product": shared.product,
        "product_words": shared.product_words,
        "note": shared.note,
        "category": shared.category,
        "price": shared.price,
        "keyword": keyword,
    }
