"""What a statement shows, as headings and tables of text: HTML and PDF are two coats of the same body."""

from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from infra.money_text import major_text
from infra.statement_files import words
from infra.statement_files.words import both

Document = dict[str, Any]
Kind = Literal["text", "number"]
_FOUR: list[Kind] = ["number"] * 4
_FIVE: list[Kind] = ["number"] * 5


class Table(Struct, frozen=True):
    """`weights` share the width; a column is text, or numbers set to the right."""

    title: str
    columns: list[str]
    weights: list[int]
    kinds: list[Kind]
    rows: list[list[str]]


class Page(Struct, frozen=True):
    """`facts` are (name, text) pairs above the tables."""

    title: str
    facts: list[tuple[str, str]]
    tables: list[Table]


def lay_out(statement: Document) -> Page:
    """The whole statement in reading order."""
    field = words.FIELDS
    facts = [
        (both(field["brand"]), f"{statement['brand']['name']} ({statement['brand']['slug']})"),
        (both(field["month"]), f"{statement['month']} ({statement['timezone']})"),
    ]
    if "seller" in statement:
        seller = statement["seller"]
        facts.insert(1, (both(field["seller"]), f"{seller['name']} ({seller['code']})"))
    tables: list[Table] = []
    for told in statement["currencies"]:
        tables += _of_seller(told, statement) if statement["kind"] == "seller" else _of_brand(told)
    if not tables:
        facts.append(("", both(field["nothing"])))
    return Page(both(words.KINDS[statement["kind"]]), facts, tables)


def local(instant: str, zone: str) -> str:
    """An instant on the wall of the brand's own office."""
    return f"{datetime.fromisoformat(instant).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"


def _of_seller(told: Document, statement: Document) -> list[Table]:
    currency, field = told["currency"], words.FIELDS
    parts = [both(pair) for pair in words.PARTS.values()]
    standings = [
        [both(field[when]), *(major_text(told[when][part], currency) for part in words.PARTS)]
        for when in ("opening", "closing")
    ]
    lines = []
    for line in told["lines"]:
        late = f" ({both(field['late'])})" if line["late"] else ""
        moved = [major_text(line[part], currency) if line[part] else "" for part in words.PARTS]
        at = local(line["at"], statement["timezone"])
        named = both(words.EVENTS[line["event"]]) + late
        lines.append([at, named, line["order"] or line["batch"] or "", *moved])
        lines += [["", _detail(detail, currency), *[""] * 6] for detail in line["details"]]
    return [
        Table(currency, ["", *parts], [3, 2, 2, 2, 2, 2], ["text", *_FIVE], standings),
        _figures(told["sums"], currency),
        Table(
            f"{both(field['lines'])} · {currency}",
            [both(field["at"]), both(field["event"]), both(field["ref"]), *parts],
            [4, 7, 4, 3, 3, 3, 3, 3],
            ["text", "text", "text", *_FIVE],
            lines,
        ),
    ]


def _detail(detail: Document, currency: str) -> str:
    rule = "".join(f" {part}" for part in (detail["rule"], detail["terms"]) if part)
    share = f" × {detail['weight']}" if detail["weight"] != "1" else ""
    amount, base = major_text(detail["amount"], currency), major_text(detail["base"], currency)
    order = f"{detail['order']} " if detail["order"] else ""
    return f"· {order}{detail['line']}: {detail['sku']} × {detail['qty']}, {base}{rule}{share} = {amount}"


def _of_brand(told: Document) -> list[Table]:
    currency, field = told["currency"], words.FIELDS
    columns = ("opening", "debit", "credit", "closing")
    accounts = [
        [both(words.ACCOUNTS[row["code"]]), *(major_text(row[name], currency) for name in columns)]
        for row in told["accounts"]
    ]
    sellers = [
        [
            f"{row['name']} ({row['code']})",
            *(major_text(row["closing"][part], currency) for part in words.PARTS),
        ]
        for row in told["sellers"]
    ]
    parts = [both(pair) for pair in words.PARTS.values()]
    return [
        Table(
            f"{both(field['accounts'])} · {currency}",
            [both(field["account"]), *(both(field[name]) for name in columns)],
            [4, 3, 3, 3, 3],
            ["text", *_FOUR],
            accounts,
        ),
        _figures(told["figures"], currency),
        Table(
            f"{both(field['sellers'])} · {both(field['closing'])} · {currency}",
            [both(field["seller"]), *parts],
            [5, 3, 3, 3, 3, 3],
            ["text", *_FIVE],
            sellers,
        ),
    ]


def _figures(figures: dict[str, int], currency: str) -> Table:
    rows = [[both(words.FIGURES[name]), major_text(amount, currency)] for name, amount in figures.items()]
    return Table(
        f"{both(words.FIELDS['sums'])} · {currency}", ["", currency], [4, 2], ["text", "number"], rows
    )
