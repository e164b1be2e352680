"""What the claims check tells, whole: each finding, the brand's own words beside the law's, and the mark."""

from datetime import date

import pytest

from commission.compliance.claims.disclosure import DisclosureMark, disclosure_mark
from commission.compliance.claims.lexicon import lexicon, mark_words
from commission.compliance.claims.screen import BrandWords, ClaimFound, screen
from commission.compliance.findings import Citation
from commission.compliance.packs import JURISDICTIONS, pack_for
from commission.compliance.vocabulary import Text

ON = date(2026, 3, 2)
RIVAL = BrandWords("rival", "other", "refuse", ("Acme", "X-1"), "We name no rivals", "House style 3")
LOOK = BrandWords("look", "style", "flag", ("wow",), "A look at each", "")


def fine(*words: str) -> BrandWords:
    return BrandWords("fine", "health", "allow", words, "The name of a product")


def told(text: str, *own: BrandWords, jurisdiction: str = "CN") -> list[tuple[str, int, str]]:
    return [(each.rule, each.at, each.words) for each in screen(text, jurisdiction, ON, own)]


def test_a_brands_own_finding_whole() -> None:
    assert screen("as Acme does", "CN", ON, [RIVAL]) == (
        ClaimFound(
            "rival",
            "other",
            "refuse",
            "Acme",
            3,
            Text("We name no rivals", "We name no rivals"),
            (),
            "House style 3",
        ),
    )


def test_the_laws_finding_whole() -> None:
    rule = next(each for each in lexicon() if each.id == "health-function")
    (found,) = screen("a gentle detox", "CN", ON)
    assert found == ClaimFound("health-function", "health", "flag", "detox", 9, rule.why, rule.sources, "")
    assert rule.family == "health"
    assert all(isinstance(each, Citation) and each.text.en and each.text.zh for each in rule.sources)


def test_everything_found_is_told_in_the_order_of_the_text() -> None:
    text = "wow: detox, better than acme! Passive income."
    assert told(text, RIVAL, LOOK) == [
        ("look", 0, "wow"),
        ("health-function", 5, "detox"),
        ("rival", 24, "acme"),
        ("income-ease", 30, "Passive income"),
    ]


def test_a_brand_clears_words_that_lie_wholly_in_its_own() -> None:
    assert told("our detox tea", fine("detox tea")) == []
    assert told("our detox tea", fine("tea")) == [("health-function", 4, "detox")]
    assert told("our detox", fine("detox")) == []
    assert told("tea detox tea", fine("tea")) == [("health-function", 4, "detox")]
    assert told("detox and detox tea", fine("detox tea")) == [("health-function", 0, "detox")]


def test_plain_words_are_words_and_never_patterns() -> None:
    assert told("Acmes, XAcme, Acme", RIVAL) == [("rival", 14, "Acme")]
    assert told("the x-1 and X 1", RIVAL) == [("rival", 4, "x-1")]
    assert told("anything", BrandWords("none", "other", "refuse", ("·", " "), "Nothing to search")) == []


def test_shapes_of_a_character_hide_nothing() -> None:
    """Curly quotes, marks that combine, full width, several spaces, and what shows nothing at all."""
    rival = BrandWords("r", "other", "refuse", ("it's us",), "Ours")
    assert told("IT\u2019S   US", rival) == [("r", 0, "IT\u2019S   US")]
    assert told("it\u2018s\u3000us", rival) == [("r", 0, "it\u2018s\u3000us")]
    assert told("ＡＣＭＥ", RIVAL) == [("rival", 0, "ＡＣＭＥ")]
    assert told("A\u0301cme\u200d", RIVAL) == [("rival", 0, "A\u0301cme")]


def test_of_words_that_begin_together_the_longest_is_told_and_the_next_after_it() -> None:
    once = told("月入过万月入过万")
    assert [(at, words) for rule, at, words in once if rule == "income-amount"] == [
        (0, "月入过万"),
        (4, "月入过万"),
    ]


@pytest.mark.parametrize(("text", "rule"), [("副业", "income-hint"), ("发展下线", "income-downline")])
def test_a_hint_is_looked_at_and_a_downline_is_the_packs(text: str, rule: str) -> None:
    verdicts = {place: screen(text, place, ON)[0].verdict for place in ("CN", "SG", "nowhere")}
    assert [found.rule for found in screen(text, "CN", ON)] == [rule]
    assert verdicts["CN"] == ("flag" if rule == "income-hint" else "refuse")
    assert verdicts["nowhere"] == ("flag" if rule == "income-hint" else "refuse")


def test_a_mark_whole() -> None:
    words = mark_words("seller")
    terms = pack_for("CN", ON).terms("P-16", ON)
    assert terms is not None
    assert disclosure_mark("CN", ON, "seller") == DisclosureMark(words, True, terms.citations)
    # Where nobody knows the law the mark stands, and cites none.
    assert disclosure_mark("nowhere", ON, "own_stock") == DisclosureMark(mark_words("own_stock"), True, ())


PAY = ["CN-DS-14", "US-FTC-5", "CA-55"]
RULES = {
    "income-amount": ("income", "claim", [*PAY, "UK-TSR"], []),
    "income-ease": ("income", "claim", ["CN-DS-14", "CN-ADLAW-25", "US-FTC-5", "CA-55"], []),
    "income-downline": ("income", "downline_copy", ["CN-PYR-7-1", "CN-PYR-7-3", "US-FTC-GUIDE"], []),
    "income-hint": ("income", "hint", ["CN-DS-14", "US-FTC-GUIDE"], []),
    "health-disease": (
        "health",
        "refuse",
        ["CN-ADLAW-17", "CN-ADLAW-18", "US-101-93", "US-FTC-HEALTH", "EU-UCPD-17", "UK-CAP-12"],
        [],
    ),
    "health-function": ("health", "hint", ["CN-ADLAW-18", "US-FTC-HEALTH", "EU-1924-2006", "UK-CAP-12"], []),
    "absolute-words": ("other", "hint", ["CN-ADLAW-9-3"], ["CN"]),
    "denies-the-mark": ("other", "refuse", ["CN-AD-9", "US-255-5", "EU-UCPD-7"], []),
}


def test_the_lexicons_rules_whole() -> None:
    assert {
        rule.id: (rule.family, rule.strength, [source.key for source in rule.sources], sorted(rule.only))
        for rule in lexicon()
    } == RULES
    absolute = next(rule for rule in lexicon() if rule.id == "absolute-words")
    assert absolute.why == Text(
        "Superlatives are not allowed in advertising in China.", "广告中不得使用绝对化用语。"
    )
    assert absolute.sources[0].grade in ("V1", "V2", "G-h", "G-m", "G-l")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("passive income", {"CN", "US", "CA", "nowhere"}),
        ("发展下线", {"CN", "nowhere"}),
        ("副业", set()),
        ("根治糖尿病", {*JURISDICTIONS, "nowhere"}),
    ],
)
def test_where_words_are_refused_and_where_they_are_looked_at(text: str, refused: set[str]) -> None:
    verdicts = {place: screen(text, place, ON)[0].verdict for place in (*JURISDICTIONS, "nowhere")}
    assert verdicts == {place: "refuse" if place in refused else "flag" for place in verdicts}


def test_each_place_is_told_once_by_its_longest_words() -> None:
    assert told("passive income, easy money") == [
        ("income-ease", 0, "passive income"),
        ("income-ease", 16, "easy money"),
    ]
    assert told("躺赚 passive income") == [("income-ease", 0, "躺赚"), ("income-ease", 3, "passive income")]
    assert told("earn $500 dollars") == [("income-amount", 0, "earn $500 dollars")]
    assert told("排毒茶", fine("排毒")) == []
    assert told("A\u200dcme", RIVAL) == [("rival", 0, "A\u200dcme")]
    assert told("it's\tus", BrandWords("r", "other", "refuse", ("it's us",), "Ours")) == [
        ("r", 0, "it's\tus")
    ]


def test_where_the_law_asks_for_the_mark() -> None:
    asked = {place for place in JURISDICTIONS if disclosure_mark(place, ON, "customer").asked}
    assert asked == {"CN", "US", "EU", "UK", "NO"}
