"""The parts of a replay's outcome that two implementations must agree on, in a form that compares."""

from fractions import Fraction
from typing import Any

Json = dict[str, Any]
WEIGHT_DIGITS = 30  # time decay is computed with 50 digits; its weights agree far beyond any cent


def comparable(outcome: Json) -> Json:
    """The outcome without the words (traces, reasons), the count of entries, or keys the format leaves open."""
    return {key: SECTIONS[key](value) for key, value in outcome.items() if key in SECTIONS}


def rows(part: list[Json]) -> list[Json]:
    return sorted(part, key=lambda row: (row["order"], row["line"], row["seller"]))


def commissions(part: list[Json]) -> list[Json]:
    names = ("order", "line", "seller", "rule", "base", "amount", "reversed", "state")
    return rows([{name: row[name] for name in names} for row in part])


def proceeds(part: list[Json]) -> list[Json]:
    names = ("order", "line", "seller", "amount", "reversed", "state")
    return rows([{name: row[name] for name in names} for row in part])


def returns(part: list[Json]) -> list[Json]:
    names = ("event", "order", "line", "qty", "gross", "fee", "refund", "tier_after", "volume_after")
    return [{name: row[name] for name in names} for row in part]


def wholesale(part: Json) -> Json:
    names, line_names = ("tier", "volume_before", "list", "net"), ("line", "list", "net")
    return {
        order: {name: one[name] for name in names}
        | {"lines": [{name: line[name] for name in line_names} for line in one["lines"]]}
        for order, one in part.items()
    }


def attribution(part: Json) -> Json:
    return {
        order: {line: {"by": one["by"], "credits": weights(one["credits"])} for line, one in lines.items()}
        for order, lines in part.items()
    }


def weights(credited: list[Json]) -> list[tuple[str, Fraction]]:
    """Sellers in the order of their shares, each weight to 30 places."""
    scale = 10**WEIGHT_DIGITS
    return [(one["seller"], Fraction(round(Fraction(one["weight"]) * scale), scale)) for one in credited]


def sellers(part: Json) -> Json:
    names = ("pending", "available", "in_flight", "paid", "tier", "volume")
    return {seller: {name: one[name] for name in names} for seller, one in part.items()}


def ledger(part: Json) -> Json:
    return {"trial_balance": dict(part["trial_balance"])}


def rejected(part: list[Any]) -> list[str]:
    """The ids alone: reasons are for people."""
    return sorted(one["event"] if isinstance(one, dict) else one for one in part)


SECTIONS = {
    "wholesale": wholesale,
    "returns": returns,
    "attribution": attribution,
    "commissions": commissions,
    "proceeds": proceeds,
    "sellers": sellers,
    "ledger": ledger,
    "rejected": rejected,
    "parked": sorted,
}
