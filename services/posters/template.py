"""How a brand's poster looks, as the brand writes it down."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

Colour = Annotated[str, Meta(pattern="^#[0-9a-fA-F]{6}$", examples=["#c8102e"])]
Words = Annotated[str, Meta(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]


class PosterColours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Paper, letters, and what stands out: the price and the band."""

    paper: Colour = "#ffffff"
    ink: Colour = "#1c1c1e"
    accent: Colour = "#c8102e"


class PosterTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`layout`: `portrait` (picture above, words below), `full` (the picture fills it, words on a band), `card`
    (picture beside the words, wide). `headline`, `invitation` and `footnote` are the brand's words; in `invitation` and
    `headline`, `{seller}` and `{store}` are the seller's. `logo` is one of the brand's pictures."""

    layout: Literal["portrait", "full", "card"] = "portrait"
    colours: PosterColours = PosterColours()
    headline: Words = ""
    invitation: Words = "{seller} 邀请你扫码选购"
    footnote: Words = ""
    show_price: bool = True
    logo: UUID | None = None


# A letter that differs too little from its paper cannot be read, and a code in such colours cannot be scanned:
# the ratio that WCAG 2.2, 1.4.3 asks of large text, in hundredths.
LEAST_CONTRAST = 300


def contrast(one: str, other: str) -> int:
    """The contrast ratio of two colours in hundredths, from 100 (none) to 2100, as WCAG 2.2 defines it, in whole
    numbers."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 50_000) * 100 // (dark + 50_000)


def _luminance(colour: str) -> int:
    """Relative luminance in millionths. The curve of sRGB is taken as a square, which is near enough to compare."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return (212_600 * red * red + 715_200 * green * green + 72_200 * blue * blue) // (255 * 255)
