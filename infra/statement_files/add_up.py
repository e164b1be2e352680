"""Whether the figures of a statement add up: what a reader can check without the books."""

from typing import Any

PARTS = ("pending", "available", "in_flight", "paid", "withheld")


def faults_of(statement: dict[str, Any]) -> list[str]:
    """What does not add up, as sentences; none where everything does, or there is nothing to add."""
    try:
        told = statement["currencies"]
        check = _of_seller if statement["kind"] == "seller" else _of_brand
        return [fault for each in told for fault in check(each)]
    except (KeyError, TypeError):
        return ["a figure is missing"]


def _of_seller(told: dict[str, Any]) -> list[str]:
    return [
        f"{part} in {told['currency']} opens with {told['opening'][part]}, moves by {moved} and closes with"
        f" {told['closing'][part]}"
        for part in PARTS
        if told["opening"][part] + (moved := sum(line[part] for line in told["lines"]))
        != told["closing"][part]
    ]


def _of_brand(told: dict[str, Any]) -> list[str]:
    faults = [
        f"{row['code']} in {told['currency']} does not close where it should"
        for row in told["accounts"]
        if row["opening"] + row["debit"] - row["credit"] != row["closing"]
    ]
    for when in ("opening", "closing"):
        if total := sum(row[when] for row in told["accounts"]):
            faults.append(f"the trial balance of the {when} in {told['currency']} sums to {total}")
    return faults
