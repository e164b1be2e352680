"""Rows of a JSON snapshot into columns."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from commission.compliance.counting.sentinels import NO_HASH, NOBODY, UNKNOWN_DAY
from commission.compliance.minor_units import minor_per_major
from commission.compliance.network.columns import (
    EVENTS,
    GIVEN_REASONS,
    TABLES,
    UNKNOWN_MONEY,
    UNKNOWN_WORD,
    Column,
    Kind,
)
from commission.compliance.network.document import NetworkSnapshot, Person
from commission.compliance.network.snapshot import Snapshot, day_number, snapshot_of
from commission.compliance.schemas import DocumentRefused
from commission.money.faults import Fault

_REWARDS = ("own_retail", "upline_sales", "upline_purchases", "recruit")


def snapshot_of_rows(document: NetworkSnapshot) -> Snapshot:
    """Raises DocumentRefused for references that lead nowhere and ids that are given twice."""
    return _Rows(document).snapshot()


class _Rows:
    def __init__(self, document: NetworkSnapshot) -> None:
        self.document = document
        self.faults: list[Fault] = []
        self.scale = minor_per_major(document.currency)
        self.places = self._index("persons", [person.person_id for person in document.persons])
        orders = document.orders or []
        self.order_places = self._index("orders", [order.order_id for order in orders])

    def _index(self, table: str, ids: Sequence[str]) -> dict[str, int]:
        places = {name: row for row, name in enumerate(ids)}
        if len(places) != len(ids):
            twice = next(name for row, name in enumerate(ids) if places[name] != row)
            self.faults.append(Fault(f"$.{table}", f"`{twice}` is there twice"))
        return places

    def snapshot(self) -> Snapshot:
        document = self.document
        columns: dict[str, Column] = {}
        columns |= self._persons(document.persons)
        columns |= self._table("edges", document.edges, {"from": "from_"})
        columns |= self._table("orders", document.orders)
        columns |= self._table("buyback_claims", document.buyback_claims, {"person": "person_id"})
        columns |= self._table("complaints", document.complaints, {"person": "person_id"})
        rewards = tuple(dict.fromkeys(pay.reward_id for pay in document.payouts or [] if pay.reward_id))
        numbers = {name: number for number, name in enumerate(rewards)}
        columns |= self._table("payouts", document.payouts, skip=("reward",))
        if document.payouts is not None:
            told = (numbers.get(pay.reward_id or "", UNKNOWN_WORD) for pay in document.payouts)
            columns["payouts.reward"] = np.fromiter(told, np.int16, len(document.payouts))
        if self.faults:
            raise DocumentRefused(self.faults)
        meta = {
            "as_of": document.as_of,
            "period_from": document.period.from_,
            "period_to": document.period.to,
            "plan_version": document.plan_version,
            "currency": document.currency,
            "minor_per_major": self.scale,
            "reward_ids": rewards,
            "prior_sanction": document.prior_sanction,
            "supplier_informed": document.supplier_informed,
        }
        return snapshot_of(meta, columns)

    def _persons(self, persons: Sequence[Person]) -> dict[str, Column]:
        nested = {
            **{f"reward_{name}": _inner("rewards", name) for name in _REWARDS},
            **{name: _inner("identity", name) for name in TABLES["persons"] if name.endswith("_hash")},
            "excluded_category": _category,
        }
        owner: dict[str, int] = {}
        for row, person in enumerate(persons):
            for account in person.accounts or ():
                if owner.setdefault(account, row) != row:
                    self.faults.append(
                        Fault(f"$.persons[{row}].accounts", f"`{account}` is another person's too")
                    )
        return self._table("persons", persons, nested)

    def _table(
        self,
        table: str,
        rows: Sequence[Any] | None,
        sources: Mapping[str, str | Callable[[Any], Any]] | None = None,
        skip: tuple[str, ...] = (),
    ) -> dict[str, Column]:
        """Every column of the table for which any row says something."""
        if rows is None:
            return {}
        made: dict[str, Column] = {}
        for column, kind in TABLES[table].items():
            source = (sources or {}).get(column, column)
            if column in skip:
                continue
            values = [source(row) if callable(source) else getattr(row, source, None) for row in rows]
            if column != "person_id" and rows and all(value is None for value in values):
                continue
            made[f"{table}.{column}"] = self._column(f"$.{table}[{{}}].{column}", column, kind, values)
        return made

    def _column(self, path: str, column: str, kind: Kind, values: list[Any]) -> Column:
        if kind.dtype is np.str_:
            return np.array(values, dtype=np.str_)
        convert = self._converter(path, column, kind)
        told = (convert(row, value) for row, value in enumerate(values))
        return np.fromiter(told, kind.dtype, len(values))

    def _converter(self, path: str, column: str, kind: Kind) -> Callable[[int, Any], int]:
        if kind.table:
            places = self.places if kind.table == "persons" else self.order_places
            return lambda row, value: self._place(path.format(row), places, value)
        if kind.words == ("false", "true"):
            return lambda _row, value: UNKNOWN_WORD if value is None else int(value)
        if kind.words:
            numbers = {word: number for number, word in enumerate(kind.words)}
            other = numbers.get("other") if kind.words in (EVENTS, GIVEN_REASONS) else None
            return lambda row, value: self._word(path.format(row), numbers, other, value)
        if column.endswith("_hash"):
            return lambda _row, value: _hash(value)
        if kind.unknown == UNKNOWN_MONEY:
            return lambda row, value: self._money(path.format(row), value)
        if column in ("joined", "since", "placed", "return_window_ends", "requested", "decided", "date"):
            return lambda row, value: self._day(path.format(row), value)
        unknown = kind.unknown if kind.unknown is not None else 0
        return lambda _row, value: unknown if value is None else int(value)

    def _place(self, path: str, places: dict[str, int], value: str | None) -> int:
        if value is None:
            return NOBODY
        if value not in places:
            self.faults.append(Fault(path, f"`{value}` is not in this file"))
        return places.get(value, NOBODY)

    def _word(self, path: str, numbers: dict[str, int], other: int | None, value: str | None) -> int:
        if value is None:
            return UNKNOWN_WORD
        found = numbers.get(value, other)
        if found is None:
            self.faults.append(Fault(path, f"`{value}` is none of: {', '.join(numbers)}"))
            return UNKNOWN_WORD
        return found

    def _money(self, path: str, value: Decimal | None) -> int:
        if value is None:
            return UNKNOWN_MONEY
        minor = value * self.scale
        if minor != minor.to_integral_value() or abs(minor) >= 2**53:
            self.faults.append(Fault(path, "more decimals than the currency has, or too large"))
            return UNKNOWN_MONEY
        return int(minor)

    def _day(self, path: str, value: str | None) -> int:
        if value is None:
            return UNKNOWN_DAY
        try:
            return day_number(date.fromisoformat(value))
        except ValueError:
            self.faults.append(Fault(path, f"`{value}` is no date"))
            return UNKNOWN_DAY


def _inner(part: str, name: str) -> Callable[[Any], Any]:
    return lambda person: getattr(getattr(person, part), name, None)


def _category(person: Person) -> str | None:
    """Whose identity was verified and who has no category is in none; of others nobody knows."""
    if person.excluded_category is not None:
        return person.excluded_category
    return "none" if person.kyc == "verified" else None


def _hash(value: str | None) -> int:
    """Any text as a 64-bit number that is never 0."""
    if value is None or value == "":
        return NO_HASH
    digest = hashlib.blake2b(value.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) or 1
