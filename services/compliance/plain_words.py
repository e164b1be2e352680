"""Plain words for sellers: what they may say and may not, their right to return, their right to leave.

By jurisdiction, and by the brand's own policies: figures come from the policies in force, never from a text.
"""

from typing import Any, Literal

from msgspec import Struct

from commission.compliance.vocabulary import DISCLAIMER
from infra.database import Tx, transact
from infra.scope import Scope
from services.compliance.compile_live import jurisdictions_of, rule_pack
from services.compliance.live_policies import LivePolicies, live_policies
from services.compliance.words import MAY_NOT_SAY, MAY_SAY, PLACES, Pair, leave_words, return_words

Language = Literal["zh", "en"]


class Section(Struct, frozen=True):
    """`key`: may_say, may_not_say, return, leave. Each point is a sentence."""

    key: str
    title: str
    points: list[str]


class PlainWords(Struct, frozen=True):
    """For one jurisdiction of the brand's plan, in one language."""

    jurisdiction: str
    place: str
    language: str
    sections: list[Section]
    note: str


async def plain_words(scope: Scope, language: Language) -> list[PlainWords]:
    """One page a jurisdiction, the brand's own first."""

    async def work(tx: Tx) -> list[PlainWords]:
        live = await live_policies(tx, tx.now)
        country = await tx.fetchval("SELECT jurisdiction FROM brands WHERE id = $1", tx.brand_id)
        names = jurisdictions_of(country, live.bodies.get("declared_terms"))
        return [_page(name, live, language, tx) for name in names]

    return await transact(scope, work, snapshot=True)


def _page(name: str, live: LivePolicies, language: Language, tx: Tx) -> PlainWords:
    pack = rule_pack(name, tx.now.date())
    rules: dict[str, Any] = dict(pack.rules) if pack else {}
    terms = live.bodies.get("declared_terms") or {}
    parts: list[tuple[str, Pair, list[Pair]]] = [
        ("may_say", Pair("What you may say", "你可以说什么"), MAY_SAY),
        (
            "may_not_say",
            Pair("What you may not say", "你不可以说什么"),
            [*MAY_NOT_SAY, *PLACES.get(name, ())],
        ),
        (
            "return",
            Pair("Your right to send stock back", "你的退货权"),
            return_words(live.bodies.get("return_policy"), terms),
        ),
        ("leave", Pair("Your right to leave", "你的退出权"), leave_words(terms, rules)),
    ]
    return PlainWords(
        name,
        _say(Pair(pack.name.en, pack.name.zh), language) if pack else name,
        language,
        [
            Section(key, _say(title, language), [_say(point, language) for point in points])
            for key, title, points in parts
        ],
        _say(Pair(DISCLAIMER.en, DISCLAIMER.zh), language),
    )


def _say(pair: Pair, language: Language) -> str:
    return pair.zh if language == "zh" else pair.en
