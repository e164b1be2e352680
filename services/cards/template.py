"""Words with places in them: `{product} from {store|our shop}`. Nothing runs; a place is a name and nothing else.

`{name}` is filled in, `{name|else}` says `else` where there is nothing to fill in, `{{` and `}}` are braces. What is
filled in is plain text: whoever shows it as HTML escapes it there, and a filled-in text is never read for places again.
"""

import re
from collections.abc import Mapping

import msgspec

CARD_NAMES = frozenset(
    {
        "name",
        "seller",
        "store",
        "headline",
        "brand",
        "product",
        "product_words",
        "note",
        "category",
        "price",
        "years",
        "purchases",
        "tier",
        "group",
    }
)
"""`name` is who shares, `seller` whose store it is, `note` what the seller says of the product, `product_words` the
product's own description, `group` the seller's shop or cohort, `tier` the reseller's."""
LANDING_NAMES = frozenset(
    {
        "seller",
        "store",
        "headline",
        "brand",
        "product",
        "product_words",
        "note",
        "category",
        "price",
        "keyword",
    }
)
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PLACE = re.compile(r"([a-z_]{1,30})(?:\|([^|]{0,100}))?")


class TemplateFault(msgspec.Struct, frozen=True):
    """What is wrong with a template, in both languages."""

    message: str
    message_zh: str


def faults_of(template: str, names: frozenset[str]) -> list[TemplateFault]:
    """What a template may not hold: places of no name we know, and braces without a partner."""
    faults: list[TemplateFault] = []
    for found in _PIECE.finditer(template):
        if found[0] in ("{{", "}}"):
            continue
        place = _PLACE.fullmatch(found[1]) if found[1] is not None else None
        if place is None:
            faults.append(
                TemplateFault(
                    f"has a brace that is no place: write {{{{ for a brace ({found[0][:40]!r})",
                    f"大括号使用有误（{found[0][:40]}），如需大括号请写作 {{{{",
                )
            )
        elif place[1] not in names:
            known = ", ".join(sorted(names))
            faults.append(
                TemplateFault(
                    f"knows no {{{place[1]}}}; there are {known}",
                    f"没有变量 {{{place[1]}}}；可用变量：{known}",
                )
            )
    return faults


def fill(template: str, values: Mapping[str, str]) -> str | None:
    """The template filled in; None where a place without an `else` has nothing to say: then the variant does not fit,
    and no card ever reads “a friend for  years”."""
    empty = False

    def piece(found: re.Match[str]) -> str:
        nonlocal empty
        if found[0] in ("{{", "}}"):
            return found[0][0]
        place = _PLACE.fullmatch(found[1] or "")
        if place is None:
            return found[0]
        value = values.get(place[1], "")
        if not value and place[2] is None:
            empty = True
        return value or place[2] or ""

    filled = _PIECE.sub(piece, template)
    return None if empty else " ".join(filled.split())


def literal_text(template: str) -> str:
    """The words of the template itself, places cut out: what the claims check reads when a kit is saved."""
    return _PIECE.sub(lambda found: _else_of(found[1]) if found[1] else " ", template)


def _else_of(inside: str) -> str:
    return inside.partition("|")[2]
