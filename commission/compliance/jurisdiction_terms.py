"""What other laws and services ask of a jurisdiction: ceilings, floors and days, from the pack in force on a day."""

from datetime import date

from commission.compliance.packs import pack_for
from commission.money.rate import Rate


def restocking_ceiling(jurisdiction: str, on: date) -> Rate:
    """The most a return may cost, as a share of the price paid (money-rules.md, Right of return)."""
    return Rate.parse(pack_for(jurisdiction, on).caps["restocking_ceiling"])


def floor_rate(jurisdiction: str, on: date) -> Rate:
    """The least of the price paid that comes back for a returned unit (compliance.md, P-11 and 6.4)."""
    return Rate.parse(pack_for(jurisdiction, on).caps["buyback_floor_rate"])


def total_rate_cap(jurisdiction: str, on: date) -> Rate | None:
    """The ceiling on all commission of one line, or None where there is none (compliance.md, P-10)."""
    cap = pack_for(jurisdiction, on).caps["payout_cap"]
    return None if cap is None else Rate.parse(cap)


def consumer_return_days(jurisdiction: str, on: date) -> int | None:
    """Days a consumer may return for no reason: the shortest hold that G-04 allows. None where none is known."""
    days = pack_for(jurisdiction, on).caps["consumer_return_days"]
    return None if days is None else int(days)


def buyback_days(jurisdiction: str, on: date) -> int:
    """The shortest window in which unsold stock must be taken back (law or POLICY; compliance.md, 6.4)."""
    return int(pack_for(jurisdiction, on).caps["buyback_days"])


def upline_cap(jurisdiction: str, on: date) -> int:
    """Levels above the seller that may be paid. Storelet pays none anywhere (G-03, fail closed)."""
    pack_for(jurisdiction, on)
    return 0
