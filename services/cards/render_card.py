"""A card as it is shown: filled in, marked, cut to what chats show."""

from datetime import date

import msgspec

from commission.compliance.claims.disclosure import DisclosureMark, Sharer, disclosure_mark
from commission.compliance.countries import pack_of
from services.cards.choose import card_values
from services.cards.shapes import CardVariant, Picture, SharedFacts
from services.cards.template import fill

_TITLE, _TEXT = 80, 200


class Card(msgspec.Struct, frozen=True):
    """What a preview shows. `mark` is the disclosure, which stands before the title and is no part of any template;
    empty only where the law asks for none and the brand wants none. `picture` is an address, `/…` on this site."""

    title: str
    text: str
    picture: str
    mark: str
    language: str

    @property
    def marked_title(self) -> str:
        """The title as chats show it: the mark first, so that no cutting at the end takes it away."""
        if not self.mark:
            return self.title
        return f"【{self.mark}】{self.title}" if self.language == "zh" else f"[{self.mark}] {self.title}"


def render_card(
    variant: CardVariant | None, facts: SharedFacts, language: str, mark: DisclosureMark | None
) -> Card:
    """The variant, or the built-in card, filled in for a share."""
    values = card_values(facts)
    shown = "" if mark is None else mark.text.zh if language == "zh" else mark.text.en
    if variant is None:
        title = facts.product or facts.store
        ending = facts.price or facts.headline
        text, picture = " · ".join(part for part in (facts.store, ending) if part), Picture()
    else:
        title = fill(variant.title.in_language(language), values) or facts.store
        text = fill(variant.text.in_language(language), values) or ""
        picture = variant.picture
    return Card(_cut(title, _TITLE), _cut(text, _TEXT), _picture(picture, facts), shown, language)


def mark_of(country: str, on: date, facts: SharedFacts, *, always: bool) -> DisclosureMark | None:
    """The disclosure for a share in a country; None only where neither law nor brand asks for one."""
    seller = facts.sharer in ("staff", "reseller")
    whose: Sharer = "customer" if not seller else "own_stock" if facts.own_stock else "seller"
    mark = disclosure_mark(pack_of(country), on, whose)
    return mark if mark.asked or always else None


def _picture(picture: Picture, facts: SharedFacts) -> str:
    return {
        "product": facts.product_picture or facts.store_picture,
        "store": facts.store_picture or facts.product_picture,
        "url": picture.url,
        "none": "",
    }[picture.source]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
