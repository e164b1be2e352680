"""A statement as a table for spreadsheets and programs: UTF-8 with a byte order mark, amounts in major units."""

import csv
import io
from typing import Any

from infra.csv_text import plain_cell
from infra.money_text import major_text
from infra.statement_files.layout import Document, local
from infra.statement_files.words import PARTS

_WHOSE = ("brand", "month", "seller")
_SELLER = (
    *(*_WHOSE, "currency", "row", "at", "event", "entry", "corrects", "late", "reference"),
    *("line", "sku", "qty", "rule", "terms", "weight", "base", "amount"),
    *PARTS,
)
_BRAND = (*_WHOSE, "currency", "row", "name", "code", "opening", "debit", "credit", "closing", *PARTS)


def write_csv(statement: Document) -> bytes:
    """One row a fact; `row` says which. Text that a spreadsheet would run as a formula is made plain."""
    columns = _SELLER if statement["kind"] == "seller" else _BRAND
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    whose = {
        "brand": plain_cell(statement["brand"]["slug"]),
        "month": statement["month"],
        "seller": plain_cell(statement["seller"]["code"]) if columns is _SELLER else "",
    }
    writer.writerow({**whose, "row": f"{statement['kind']} statement"})
    for told in statement["currencies"]:
        rows = _seller_rows(told, statement["timezone"]) if columns is _SELLER else _brand_rows(told)
        writer.writerows({**whose, "currency": told["currency"], **row} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _parts(amounts: dict[str, int], currency: str) -> dict[str, str]:
    return {part: major_text(amounts[part], currency) for part in PARTS}


def _seller_rows(told: Document, zone: str) -> list[dict[str, Any]]:
    currency = told["currency"]
    rows: list[dict[str, Any]] = [{"row": "opening", **_parts(told["opening"], currency)}]
    for line in told["lines"]:
        reference = line["order"] or line["batch"] or ""
        rows.append(
            {
                "row": "entry",
                "at": local(line["at"], zone),
                "event": line["event"],
                "entry": plain_cell(line["entry"]),
                "corrects": plain_cell(line["corrects"] or ""),
                "late": "late" if line["late"] else "",
                "reference": plain_cell(reference),
                **_parts(line, currency),
            }
        )
        rows += [
            {
                "row": "line",
                "entry": plain_cell(line["entry"]),
                "reference": plain_cell(detail["order"] or reference),
                "line": detail["line"],
                "qty": detail["qty"],
                **{name: plain_cell(detail[name]) for name in ("sku", "rule", "terms", "weight")},
                **{name: major_text(detail[name], currency) for name in ("base", "amount")},
            }
            for detail in line["details"]
        ]
    rows += _sum_rows(told["sums"], currency, "event")
    return [*rows, {"row": "closing", **_parts(told["closing"], currency)}]


def _brand_rows(told: Document) -> list[dict[str, Any]]:
    currency = told["currency"]
    rows: list[dict[str, Any]] = [
        {
            "row": "account",
            "code": row["code"],
            **{name: major_text(row[name], currency) for name in ("opening", "debit", "credit", "closing")},
        }
        for row in told["accounts"]
    ]
    rows += [
        {"row": "figure", "code": name, "closing": major_text(amount, currency)}
        for name, amount in told["figures"].items()
    ]
    return rows + [
        {
            "row": f"seller {when}",
            "name": plain_cell(row["name"]),
            "code": plain_cell(row["code"]),
            **_parts(row[when], currency),
        }
        for row in told["sellers"]
        for when in ("opening", "closing")
    ]


def _sum_rows(sums: dict[str, int], currency: str, column: str) -> list[dict[str, Any]]:
    return [
        {"row": "sum", column: name, "amount": major_text(amount, currency)} for name, amount in sums.items()
    ]
