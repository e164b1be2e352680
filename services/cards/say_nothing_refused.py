"""What fills a card's or landing's places is read once more: words the check refuses are not passed on.

Kits, stores and notes were screened when they were saved. Product descriptions, sellers' and groups' names are others'
texts, imported by the thousand; and a rule of the brand may be younger than the text.
"""

from typing import TypeVar

import msgspec

from infra.database import Tx
from services.cards.shapes import SharedFacts
from services.cards.shared_facts import ProductWords
from services.claims.screen_texts import Screener

F = TypeVar("F", SharedFacts, ProductWords)

# A product's and a store's name have to be said: they are what is shared.
_FREE_TEXTS = ("product_words", "words", "note", "headline", "name", "seller", "group", "category")


def without_refused(tx: Tx, facts: F, screener: Screener) -> F:
    """The facts with every free text that holds refused words left empty; a variant that needs it does not fit then."""
    refused = {
        name: ""
        for name in facts.__struct_fields__
        if name in _FREE_TEXTS
        and not (name == "name" and isinstance(facts, ProductWords))
        and any(found.verdict == "refuse" for found in screener.read(tx, getattr(facts, name)))
    }
    return msgspec.structs.replace(facts, **refused) if refused else facts
