"""The real year under ladders of different kinds, computed twice: by the law, and by code that shares nothing with it.

A third kind goes through PostgreSQL: test_online_retail.py compares its whole year with the same code.
"""

import lzma
import shutil
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commission.returns.parse import parse_return_policy
from commission.tiers.parse import parse_tier_schedule
from infra.ids import new_id
from services.imports.online_retail.import_online_retail import FileRead, read_file
from services.imports.online_retail.play import Rules, play_order, play_return
from services.imports.online_retail.state import Reseller
from services.policies.policy_versions import PolicyVersion
from tests.services.imports.independent_year import Customer, Terms, the_year

FILE = Path(__file__).parents[3] / "data" / "online_retail.csv.xz"
BEFORE = datetime(2010, 1, 1, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")
NAMES = ("start", "silver", "gold", "top")
RATES = ("0.60", "0.515", "0.4", "0.28")
KINDS: dict[str, tuple[dict[str, Any], list[int], dict[str, Any], dict[str, Any]]] = {
    "list, each calendar quarter, graduated, with a restocking fee": (
        {"basis": "list", "window": {"calendar": "quarter"}, "mode": "graduated"},
        [0, 40_001, 250_000, 3_000_000],
        {"window_days": 90, "restocking_rate": "0.07", "pricing": "keep_price"},
        {
            "basis": "list",
            "window": ("quarter",),
            "graduated": True,
            "return_days": 90,
            "restocking": Fraction(7, 100),
        },
    ),
    "paid, for ever, all units, kept units repriced": (
        {"basis": "paid", "window": "lifetime", "mode": "all_units"},
        [0, 60_000, 300_000, 1_500_000],
        {"window_days": 400, "restocking_rate": "0", "pricing": "reprice_kept", "floor_rate": "0.90"},
        {
            "basis": "paid",
            "window": ("ever",),
            "graduated": False,
            "return_days": 400,
            "reprice": True,
            "floor": Fraction(9, 10),
        },
    ),
}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file unpacked, for polars."""
    path = tmp_path_factory.mktemp("year") / "online_retail.csv"
    with lzma.open(FILE, "rb") as packed, path.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    return path


@pytest.fixture(scope="module")
def file() -> FileRead:
    return read_file(FILE, "", ZONE, lambda _stage, _done, _total: None)


def by_the_law(file: FileRead, schedule: dict[str, Any], rights: dict[str, Any]) -> dict[str, Customer]:
    """The importer's own reading and playing, without its tables."""
    (tiers,), (returns,) = parse_tier_schedule(schedule, currency="GBP"), parse_return_policy(rights)
    rules = Rules(
        [PolicyVersion(new_id(), 1, BEFORE, tiers)], [PolicyVersion(new_id(), 1, BEFORE, returns)], ZONE
    )
    resellers: dict[str, Reseller] = {}
    found: dict[str, Customer] = {}
    for invoice in file.invoices:
        if not invoice.lines[0].is_return:
            reseller = resellers.setdefault(invoice.customer, Reseller(new_id()))
            priced = play_order(rules, reseller, invoice).priced
            sums = (priced.volume_before, priced.list_value, priced.net)
            found.setdefault(invoice.customer, Customer()).bought.append(
                (invoice.number, priced.tier.name, *sums)
            )
        elif invoice.customer in resellers:
            played, _ = play_return(rules, resellers[invoice.customer], invoice)
            found[invoice.customer].returned += [
                (one.invoice, one.order.invoice, *one.sums, one.tier_after, one.volume_after)
                for one in played
            ]
    return found


def differing(law: dict[str, Customer], other: dict[str, Customer]) -> list[str]:
    """The customers whose history is not the same, to the penny and the tier."""
    return [number for number in sorted(law.keys() | other.keys()) if law.get(number) != other.get(number)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_year_computed_twice(file: FileRead, raw: Path, kind: str) -> None:
    shape, thresholds, rights, read = KINDS[kind]
    tiers = [
        {"name": name, "threshold": threshold, "price_rate": rate}
        for name, threshold, rate in zip(NAMES, thresholds, RATES, strict=True)
    ]
    law = by_the_law(file, {**shape, "counts_current_order": True, "tiers": tiers}, rights)
    ladder = list(zip(NAMES, thresholds, map(Fraction, RATES), strict=True))
    other = the_year(raw, Terms(ladder=ladder, **read))
    assert differing(law, other) == []
    # So that equality says something: everybody is there, every tier is reached, goods came back.
    assert len(other) == 4_334
    assert {tier for each in other.values() for _, tier, *_ in each.bought} == set(NAMES)
    assert sum(len(each.bought) for each in other.values()) == 18_402
    assert sum(len(each.returned) for each in other.values()) > 3_000
    assert sum(refund for each in other.values() for *_, refund, _, _ in each.returned) > 0
