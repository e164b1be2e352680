"""Refuse a kit whose places nobody knows, whose names are taken twice, or whose words are refused."""

from collections.abc import Iterator, Sequence

from infra.errors import FieldFault, InvalidInput
from services.cards.shapes import KitBody, Words
from services.cards.template import CARD_NAMES, LANDING_NAMES, faults_of


def check_kit(body: KitBody) -> None:
    """Raises InvalidInput with every fault by its path (`body.cards[0].variants[1].title.en`)."""
    faults = [*_names(body), *_empty(body), *_pictures(body)]
    for path, template, names in templates_of(body):
        faults += [FieldFault(path, fault.message, fault.message_zh) for fault in faults_of(template, names)]
    if faults:
        raise InvalidInput(*faults)


def templates_of(body: KitBody) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Every template that says something: its path, itself, and the names its places may have."""
    for path, words, names in _words(body):
        for language in ("zh", "en"):
            text: str = getattr(words, language)
            if text:
                yield f"{path}.{language}", text, names


def _words(body: KitBody) -> Iterator[tuple[str, Words, frozenset[str]]]:
    for at, card in enumerate(body.cards):
        for index, variant in enumerate(card.variants):
            path = f"body.cards[{at}].variants[{index}]"
            yield f"{path}.title", variant.title, CARD_NAMES
            yield f"{path}.text", variant.text, CARD_NAMES
    for at, landing in enumerate(body.landings):
        for index, shown in enumerate(landing.variants):
            path = f"body.landings[{at}].variants[{index}]"
            yield f"{path}.headline", shown.headline, LANDING_NAMES
            yield f"{path}.text", shown.text, LANDING_NAMES


def _names(body: KitBody) -> Iterator[FieldFault]:
    named = {
        "cards": [(rule.id, [variant.id for variant in rule.variants]) for rule in body.cards],
        "landings": [(rule.id, [variant.id for variant in rule.variants]) for rule in body.landings],
    }
    for part, rules in named.items():
        for at in _taken([rule for rule, _ in rules]):
            yield FieldFault(f"body.{part}[{at}].id", "is taken by a rule before it", "与前面的规则重名")
        for at, (_, variants) in enumerate(rules):
            for index in _taken(variants):
                path = f"body.{part}[{at}].variants[{index}].id"
                yield FieldFault(path, "is taken by a variant before it", "与前面的变体重名")


def _taken(names: Sequence[str]) -> list[int]:
    return [at for at, name in enumerate(names) if name in names[:at]]


def _empty(body: KitBody) -> Iterator[FieldFault]:
    for at, rule in enumerate(body.cards):
        for index, variant in enumerate(rule.variants):
            if not variant.title.in_language("zh").strip():
                yield FieldFault(
                    f"body.cards[{at}].variants[{index}].title",
                    "says nothing in any language",
                    "标题不能为空",
                )


def _pictures(body: KitBody) -> Iterator[FieldFault]:
    for at, rule in enumerate(body.cards):
        for index, variant in enumerate(rule.variants):
            if (variant.picture.source == "url") != bool(variant.picture.url):
                yield FieldFault(
                    f"body.cards[{at}].variants[{index}].picture.url",
                    "is given for source url, and for that alone",
                    "仅当图片来源为 url 时填写",
                )
