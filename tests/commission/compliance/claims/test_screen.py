"""The claims check: what is found, what is refused where, and what is left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.compliance.claims.disclosure import disclosure_mark
from commission.compliance.claims.lexicon import lexicon
from commission.compliance.claims.screen import BrandWords, _spaced, screen

ON = date(2026, 3, 2)


def found(text: str, jurisdiction: str = "CN", *own: BrandWords) -> list[tuple[str, str, str]]:
    return [(each.rule, each.verdict, each.words) for each in screen(text, jurisdiction, ON, own)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("跟我一起月入过万", [("income-amount", "refuse", "月入过万")]),
        ("月 入 ３万，不难", [("income-amount", "refuse", "月 入 ３万")]),
        ("真的可以躺\u200b赚", [("income-ease", "refuse", "躺\u200b赚")]),
        ("躺·赚", [("income-ease", "refuse", "躺·赚")]),
        ("发展下线", [("income-downline", "refuse", "发展下线")]),
        ("适合做副业", [("income-hint", "flag", "副业")]),
        ("喝了能降血糖", [("health-disease", "refuse", "降血糖")]),
        ("增强免疫力", [("health-function", "flag", "增强免疫力")]),
        ("全网最低价", [("absolute-words", "flag", "全网最低")]),
        ("这不是广告", [("denies-the-mark", "refuse", "不是广告")]),
        ("You can EARN over $5,000 a month", [("income-amount", "refuse", "EARN over $5,000")]),
        ("Passive  income for all", [("income-ease", "refuse", "Passive  income")]),
        ("It cures colds", [("health-disease", "refuse", "cures")]),
        ("helps prevent heart disease", [("health-disease", "refuse", "prevent heart disease")]),
        ("a gentle detox", [("health-function", "flag", "detox")]),
        ("This is not an ad!", [("denies-the-mark", "refuse", "not an ad")]),
    ],
)
def test_words_are_found_as_they_stand(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "羊毛大衣，入冬必备，手感柔软",
        "这件外套我穿了三年，推荐给你",
        "White hanging heart t-light holder, from £2.55",
        "Treat yourself to a secure, cured-leather bag",
        "A friend of the house for 3 years",
        "Make tea, not haste",
        "入会三年的老顾客",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert found(text, "CN") == []


def test_an_income_claim_is_refused_where_the_pack_says_illegal_and_flagged_elsewhere() -> None:
    verdicts = {place: found("passive income", place)[0][1] for place in ("CN", "US", "CA", "EU", "SG")}
    assert verdicts == {"CN": "refuse", "US": "refuse", "CA": "refuse", "EU": "flag", "SG": "flag"}
    assert found("passive income", "nowhere we know")[0][1] == "refuse"


def test_absolute_words_are_chinas_own_rule() -> None:
    assert found("国家级", "US") == []


def test_each_finding_says_why_and_by_which_source() -> None:
    (one,) = screen("降血压", "CN", ON)
    assert "药品" in one.why.zh
    assert "medicines" in one.why.en
    assert [source.key for source in one.sources][:2] == ["CN-ADLAW-17", "CN-ADLAW-18"]
    assert all(source.grade in ("V1", "V2", "G-h", "G-m", "G-l") for source in one.sources)


def test_a_brand_adds_words_of_its_own_and_clears_only_what_is_flagged() -> None:
    rival = BrandWords("rival", "other", "refuse", ("Acme", "对手牌"), "We name no rivals", "House style 3")
    assert found("better than ACME", "CN", rival) == [("rival", "refuse", "ACME")]
    assert found("比 对 手 牌 好", "CN", rival) == [("rival", "refuse", "对 手 牌")]
    assert found("Acmeology", "CN", rival) == []
    fine = BrandWords("fine", "health", "allow", ("detox tea", "cures"), "The name of a product")
    assert found("our Detox Tea", "CN", fine) == []
    assert found("cures", "CN", fine) == [("health-disease", "refuse", "cures")]


def test_every_rule_has_a_why_in_both_languages_and_a_source() -> None:
    for rule in lexicon():
        assert rule.why.en, rule.id
        assert rule.why.zh, rule.id
        assert rule.sources, rule.id


@given(st.text(max_size=300))
def test_any_text_is_screened_and_the_words_stand_in_it(text: str) -> None:
    for each in screen(text, "CN", ON):
        assert text[each.at : each.at + len(each.words)] == each.words
        assert each.words


@given(st.sampled_from(["躺赚", "发展下线", "降血糖"]), st.sampled_from(["", " ", "\u200b", "·", "*", "　"]))
def test_filling_between_characters_hides_nothing(word: str, filling: str) -> None:
    assert screen(filling.join(word), "CN", ON)


def test_the_mark_is_asked_by_the_pack_and_says_whose_interest_it_is() -> None:
    cn = disclosure_mark("CN", ON, "seller")
    assert (cn.asked, cn.text.zh, cn.text.en) == (True, "广告", "Ad, I earn a commission")
    assert [source.key for source in cn.sources] == ["CN-AD-9"]
    assert disclosure_mark("US", ON, "seller").asked
    assert disclosure_mark("EU", ON, "seller").asked
    assert not disclosure_mark("SG", ON, "seller").asked
    assert disclosure_mark("nowhere", ON, "seller").asked
    assert "I earn" not in disclosure_mark("US", ON, "customer").text.en


@pytest.mark.parametrize(
    ("text", "read"),
    [
        # One sign that is a mark, which is dropped, and a letter after it, which is not.
        ("ก\u0e33", "กา"),
        ("\u1fb7", "αι"),
        # One that is a space, which there was already, and a letter after it.
        (" \u037a", " ι"),
        ("a  b\u200bc", "a bc"),
    ],
)
def test_what_is_dropped_of_a_sign_takes_nothing_else_with_it(text: str, read: str) -> None:
    assert _spaced(text).text == read
