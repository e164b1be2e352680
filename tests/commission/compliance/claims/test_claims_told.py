"""What the claims check tells, whole: each finding, the brand's own words beside the law's, and the mark."""

from datetime import date

import pytest

from commission.compliance.claims.disclosure import DisclosureMark, disclosure_mark
from commission.compliance.claims.lexicon import lexicon, mark_words
from commission.compliance.claims.screen import BrandWords, ClaimFound, screen
from commission.compliance.findings import Citation
from commission.compliance.packs import pack_for
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
