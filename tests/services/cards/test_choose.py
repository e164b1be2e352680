"""Rules, templates and splits as pure functions."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.choose import choose_card, choose_landing, split
from services.cards.open_landing import search_words
from services.cards.shapes import (
    CardRule,
    CardVariant,
    LandingRule,
    LandingVariant,
    OpenedFacts,
    OpenedWhen,
    SharedFacts,
    SharedWhen,
    Words,
)
from services.cards.template import CARD_NAMES, faults_of, fill, literal_text

LINK = UUID(int=7)
FACTS = SharedFacts("regular_customer", "product", purchases=5, years=2, product="Coat", store="Rui's")


def card(rule: str, title: str, **when: object) -> CardRule:
    return CardRule(rule, SharedWhen(**when), [CardVariant("v", Words(en=title))])  # type: ignore[arg-type]


def chosen(*rules: CardRule, facts: SharedFacts = FACTS) -> str | None:
    found = choose_card(rules, facts, LINK, "en")
    return found[0].id if found else None


def test_the_first_rule_that_fits_decides() -> None:
    staff, loyal, all_ = (
        card("staff", "x", sharer=["staff"]),
        card("loyal", "x", min_purchases=5),
        card("all", "x"),
    )
    assert chosen(staff, loyal, all_) == "loyal"
    assert chosen(card("more", "x", min_purchases=6), all_) == "all"
    assert chosen(card("years", "x", min_years=3), card("cat", "x", categories=["hats"])) is None


def test_a_variant_with_nothing_to_say_is_passed_over() -> None:
    named, plain = card("named", "{name} likes {product}"), card("plain", "{product}")
    assert chosen(named, plain) == "plain"
    assert chosen(card("else", "{name|A friend} likes {product}"), plain) == "else"


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{product} for {years} years", "Coat for 2 years"),
        ("{{product}}", "{product}"),
        ("{note|no note}", "no note"),
        ("{note}", None),
        ("  a   b ", "a b"),
    ],
)
def test_places_are_filled(template: str, filled: str | None) -> None:
    assert fill(template, {"product": "Coat", "years": "2"}) == filled


def test_what_is_filled_in_is_not_read_again() -> None:
    assert fill("{product}", {"product": "{store} {{x}}", "store": "no"}) == "{store} {{x}}"


@given(st.text(max_size=60))
def test_any_text_is_a_template_or_says_what_is_wrong(text: str) -> None:
    if not faults_of(text, CARD_NAMES):
        fill(text, {})
        literal_text(text)


@pytest.mark.parametrize(
    "bad", ["{", "}", "{}", "{a.b}", "{store!r}", "{store:>9}", "{STORE}", "{a|b|c}", "{{{"]
)
def test_a_brace_that_is_no_place_is_a_fault(bad: str) -> None:
    assert faults_of(bad, CARD_NAMES)


def test_a_split_is_by_weight_and_stays() -> None:
    variants = [CardVariant("a", Words(en="a"), weight=3), CardVariant("b", Words(en="b"), weight=1)]
    counts = Counter(split(variants, "rule", UUID(int=at)).id for at in range(4_000))
    assert 2_850 < counts["a"] < 3_150
    assert all(split(variants, "rule", LINK) is split(variants, "rule", LINK) for _ in range(3))


def test_a_landing_fits_by_any_trait_and_by_keyword() -> None:
    rules = [
        LandingRule("coats", OpenedWhen(opener=["search"], keywords=["Coat"]), [LandingVariant("v")]),
        LandingRule("back", OpenedWhen(opener=["returning", "follower"]), [LandingVariant("v")]),
    ]

    def landing(*traits: str, keyword: str = "") -> str | None:
        found = choose_landing(rules, OpenedFacts(frozenset(traits), keyword), LINK)
        return found[0].id if found else None

    assert landing("new", "search", keyword="wool coat") == "coats"
    assert landing("new", "search", keyword="hat") is None
    assert landing("returning", "search") == "back"
    assert landing("new") is None


@pytest.mark.parametrize(
    ("referrer", "query", "words"),
    [
        ("https://www.google.com/search?q=Wool+Coat", {}, "wool coat"),
        ("https://www.baidu.com/s?wd=%E7%BE%8A%E6%AF%9B", {}, "羊毛"),
        ("https://www.bing.com/search?q=a", {"utm_term": "paid words"}, "paid words"),
        ("https://evil.example/search?q=coat", {}, ""),
        ("https://google.com.evil.example/search?q=coat", {}, ""),
        ("http://[bad", {}, ""),
        ("", {"kw": "a\x00b  c" + "x" * 99}, ("a b c" + "x" * 99)[:80]),
    ],
)
def test_search_words_come_from_the_address_or_an_engine_that_tells(
    referrer: str, query: dict[str, str], words: str
) -> None:
    assert search_words(referrer, query) == words
