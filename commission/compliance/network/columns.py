"""The columns of a snapshot: their names, how a value is written, and how "not known" is.

Words are numbered, people and orders are row positions, days count from 1970-01-01, money is in minor units, hashes are
any 64-bit numbers. A column that is missing is not known in any row.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from commission.compliance.counting.sentinels import NO_HASH, NOBODY, UNKNOWN_DAY

Column = npt.NDArray[Any]

UNKNOWN_MONEY: Final = -(2**63)
UNKNOWN_WORD: Final = -1


@dataclass(frozen=True, slots=True)
class Kind:
    """How one column is written; `unknown` is the value that stands for "not known" (None: it always is known)."""

    dtype: type[np.generic]
    unknown: int | None
    words: tuple[str, ...] = ()
    table: str = ""
    """The table whose rows a position points into."""


MONEY = Kind(np.int64, UNKNOWN_MONEY)
DAY = Kind(np.int32, UNKNOWN_DAY)
COUNT = Kind(np.int32, UNKNOWN_DAY)
FLAG = Kind(np.int8, UNKNOWN_WORD, ("false", "true"))
HASH = Kind(np.int64, NO_HASH)
NAME = Kind(np.str_, None)


def _word(*words: str) -> Kind:
    return Kind(np.int8, UNKNOWN_WORD, words)


def _row(table: str) -> Kind:
    return Kind(np.int32, NOBODY, table=table)


CLASSES = ("customer", "participant")
ORDER_KINDS = ("end_customer", "own_use", "stocking", "entry_pack", "tier_topup", "sample")
EXCLUDED = ("minor", "student", "teacher", "medical", "civil_servant", "military", "employee", "foreigner")
EVENTS = (
    "end_customer_order",
    "participant_joined",
    "participant_purchase",
    "rank_reached",
    "pool",
    "activity",
    "other",
)
STATUSES = ("held", "paid", "clawed_back")
EDGES = ("invite", "supply", "attribution")
TOPICS = ("refund", "income_claim", "forced_purchase", "recruiting", "other")
GIVEN_REASONS = ("out_of_window", "not_resaleable", "not_bought_here", "already_sold", "other")

TABLES: dict[str, dict[str, Kind]] = {
    "persons": {
        "person_id": NAME,
        "kyc": _word("none", "partial", "verified"),
        "excluded_category": _word("none", *EXCLUDED),
        "classification_at_enrolment": _word(*CLASSES),
        "classification_now": _word(*CLASSES),
        "can_earn": FLAG,
        "can_invite": FLAG,
        "joined": DAY,
        "invited_by": _row("persons"),
        "verified_id_hash": HASH,
        "phone_hash": HASH,
        "payment_hash": HASH,
        "device_hash": HASH,
        "address_hash": HASH,
        "fees_paid": MONEY,
        "purchases_own": MONEY,
        "purchases_for_resale": MONEY,
        "returned": MONEY,
        "buyback_refunds": MONEY,
        "tier_threshold": MONEY,
        "retail_sales_verified": MONEY,
        "retail_customers_distinct": COUNT,
        "reward_own_retail": MONEY,
        "reward_upline_sales": MONEY,
        "reward_upline_purchases": MONEY,
        "reward_recruit": MONEY,
        "costs": MONEY,
        "stock_units_est": COUNT,
        "stock_value_at_cost": MONEY,
        "stock_value_at_list": MONEY,
        "supplier": _word("company", "upline"),
    },
    "edges": {"from": _row("persons"), "to": _row("persons"), "kind": _word(*EDGES), "since": DAY},
    "orders": {
        "buyer": _row("persons"),
        "buyer_role_at_order": _word(*CLASSES),
        "seller": _row("persons"),
        "kind": _word(*ORDER_KINDS),
        "list": MONEY,
        "net": MONEY,
        "paid": FLAG,
        "delivered": FLAG,
        "placed": DAY,
        "return_window_ends": DAY,
        "returned": MONEY,
        "address_hash": HASH,
        "payment_hash": HASH,
        "device_hash": HASH,
    },
    "payouts": {
        "reward": Kind(np.int16, UNKNOWN_WORD),
        "payee": _row("persons"),
        "source_order": _row("orders"),
        "source_event": _word(*EVENTS),
        "upline_distance": Kind(np.int8, UNKNOWN_WORD),
        "amount": MONEY,
        "base": MONEY,
        "status": _word(*STATUSES),
    },
    "buyback_claims": {
        "person": _row("persons"),
        "requested": DAY,
        "decided": DAY,
        "granted": FLAG,
        "refund": MONEY,
        "days_to_pay": COUNT,
        "reason": _word(*GIVEN_REASONS),
    },
    "complaints": {"person": _row("persons"), "topic": _word(*TOPICS), "date": DAY},
}


def code(table: str, column: str, word: str) -> int:
    """The number of a word in a column."""
    return TABLES[table][column].words.index(word)
