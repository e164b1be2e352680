"""What a share kit is made of, as the brand writes it."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
SharerKind = Literal["staff", "reseller", "regular_customer", "first_time_customer", "guest"]
OpenerTrait = Literal["new", "returning", "search", "follower"]
TargetKind = Literal["store", "product", "collection", "page"]
PictureUrl = Annotated[str, Meta(max_length=2000, pattern=r"^$|^(https://|/(?!/))[^\s\"'<>\\]+$")]
Some = Annotated[list[Annotated[str, Meta(min_length=1, max_length=120)]], Meta(max_length=100)]
Count = Annotated[int, Meta(ge=0, le=100_000)]
Weight = Annotated[int, Meta(ge=1, le=1000)]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in both languages. A language left empty borrows the other."""

    zh: Annotated[str, Meta(max_length=300)] = ""
    en: Annotated[str, Meta(max_length=300)] = ""

    def in_language(self, language: str) -> str:
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


class SharedWhen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a card speaks. What is left out does not matter; of a list any entry will do.

    `min_purchases` and `min_years` (full years since the first paid order) are the sharing customer's; `tiers` are of
    the reseller's tier schedule, `groups` the cohort of the seller (a shop, an intake)."""

    sharer: list[SharerKind] = []
    tiers: Some = []
    groups: Some = []
    min_purchases: Count = 0
    min_years: Count = 0
    target: list[TargetKind] = []
    products: Some = []
    categories: Some = []
    channels: Some = []


class OpenedWhen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a landing is shown: `opener` by any trait of who opens, `keywords` by a word in what they searched for."""

    opener: list[OpenerTrait] = []
    keywords: Some = []
    target: list[TargetKind] = []
    products: Some = []
    categories: Some = []
    channels: Some = []


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`product`: the product's first picture, else the store's cover; `store`: the cover; `url`: one of the brand's."""

    source: Literal["product", "store", "url", "none"] = "product"
    url: PictureUrl = ""


class CardVariant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Variants of a rule share its links by `weight`; a link keeps its variant."""

    id: Name
    title: Words
    text: Words = Words()
    picture: Picture = Picture()
    weight: Weight = 1


class CardRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Name
    when: SharedWhen
    variants: Annotated[list[CardVariant], Meta(min_length=1, max_length=10)]


class Show(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the page shows: what the link leads to, the store, one product, a collection, or the products that the
    keyword names."""

    kind: Literal["target", "store", "product", "collection", "keyword"] = "target"
    ref: Annotated[str, Meta(max_length=120)] = ""


class LandingVariant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Variants of a rule share its visitors by `weight`; a visitor keeps the variant."""

    id: Name
    headline: Words = Words()
    text: Words = Words()
    show: Show = Show()
    weight: Weight = 1


class LandingRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Name
    when: OpenedWhen
    variants: Annotated[list[LandingVariant], Meta(min_length=1, max_length=10)]


class KitBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules in order: the first whose `when` fits decides, and after the last the built-in card and the plain page.

    `disclosure`: the mark on every share (`always`), or only `where_asked` by law. Where the law asks it stands
    whatever is written here."""

    cards: Annotated[list[CardRule], Meta(max_length=50)] = []
    landings: Annotated[list[LandingRule], Meta(max_length=50)] = []
    disclosure: Literal["always", "where_asked"] = "always"


class SharedFacts(msgspec.Struct, frozen=True):
    """Who shares what: all that a card may speak of, in one language. Amounts are text already."""

    sharer: SharerKind
    target: TargetKind
    channel: str = ""
    group: str = ""
    tier: str = ""
    purchases: int = 0
    years: int = 0
    name: str = ""
    seller: str = ""
    store: str = ""
    headline: str = ""
    brand: str = ""
    product: str = ""
    product_code: str = ""
    product_words: str = ""
    note: str = ""
    category: str = ""
    price: str = ""
    product_picture: str = ""
    store_picture: str = ""
    own_stock: bool = False


class OpenedFacts(msgspec.Struct, frozen=True):
    """Who opens what. `traits` holds at least one of new and returning."""

    traits: frozenset[str]
    keyword: str = ""
    target: TargetKind = "store"
    channel: str = ""
    product_code: str = ""
    category: str = ""
