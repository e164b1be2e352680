"""One person's scans at places that nobody reaches in the time between: a code was photographed and passed on.

Source: two scans at least `km` apart, faster than `km_per_hour`; 900 is an airliner's speed. Distance is the straight
line through the earth (mean radius 6,371,008.8 m, IUGG), which is never longer than any way: what it finds is certain.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Context, Decimal
from itertools import pairwise

from commission.fraud.facts import PlacedScan, SaleFacts
from commission.fraud.rule import Evidence, FraudRule, Limits, Threshold

_EXACT = Context(prec=40)
_RADIUS_M = Decimal("6371008.8")
_PI = Decimal("3.1415926535897932384626433832795028841972")
_MICRODEGREES = 180_000_000
_TERMS = 40
_MICROSECOND = timedelta(microseconds=1)


def _sine_and_cosine(microdegrees: int) -> tuple[Decimal, Decimal]:
    """By their series, to some thirty digits: floats stay away from what money depends on."""
    angle = _EXACT.divide(_EXACT.multiply(_PI, Decimal(microdegrees)), Decimal(_MICRODEGREES))
    sums = [Decimal(0), Decimal(0)]
    term = Decimal(1)
    for n in range(_TERMS):
        # Terms 0, 1, 2, 3 … go to cosine and sine in turn, with signs + + - -.
        signed = -term if n % 4 >= 2 else term
        sums[n % 2] = _EXACT.add(sums[n % 2], signed)
        term = _EXACT.divide(_EXACT.multiply(term, angle), Decimal(n + 1))
    return sums[1], sums[0]


def _point(scan: PlacedScan) -> tuple[Decimal, Decimal, Decimal]:
    sin_lat, cos_lat = _sine_and_cosine(scan.latitude)
    sin_lon, cos_lon = _sine_and_cosine(scan.longitude)
    return _EXACT.multiply(cos_lat, cos_lon), _EXACT.multiply(cos_lat, sin_lon), sin_lat


def metres_apart(one: PlacedScan, other: PlacedScan) -> int:
    """The straight line between two places, in whole metres, rounded down."""
    squared = Decimal(0)
    for a, b in zip(_point(one), _point(other), strict=True):
        gap = _EXACT.subtract(a, b)
        squared = _EXACT.add(squared, _EXACT.multiply(gap, gap))
    return int(_EXACT.multiply(_EXACT.sqrt(squared), _RADIUS_M))


def _pairs(scans: Iterable[PlacedScan]) -> Iterable[tuple[PlacedScan, PlacedScan]]:
    return pairwise(sorted(scans, key=lambda scan: (scan.at, scan.latitude, scan.longitude)))


def check(sale: SaleFacts, limits: Limits) -> Evidence | None:
    """The first two scans in a row that are too far apart. Each is compared with the next: who was at two places
    too quickly was so between two neighbouring ones."""
    for earlier, later in _pairs(sale.scans):
        metres = metres_apart(earlier, later)
        micros = (later.at - earlier.at) // _MICROSECOND
        # Faster than the limit, without dividing: 1 m/us is 3,600,000 km/h.
        if metres >= limits["km"] * 1_000 and metres * 3_600_000 > limits["km_per_hour"] * micros:
            return {
                "metres": metres,
                "seconds": micros // 1_000_000,
                "from": earlier.at.isoformat(),
                "until": later.at.isoformat(),
                "threshold": limits["km_per_hour"],
            }
    return None


RULE = FraudRule(
    code="scans_too_far_apart",
    reason="Codes were scanned in this buyer's name at places too far apart to be one person.",
    reason_zh="该购买者名下的扫码地点相距过远，不可能是同一人。",
    check=check,
    thresholds={"km": Threshold(50, 1, 20_000), "km_per_hour": Threshold(900, 1, 100_000)},
)
