"""Reading a tier schedule from JSON; what could not work is refused, all faults at once."""

from __future__ import annotations

from commission.money.amount import is_currency
from commission.money.faults import Fault
from commission.money.rate import ONE, ZERO
from commission.money.reading import ObjectReader, kind_of
from commission.money.versions import parse_versions
from commission.money.window import MAX_DAYS, Period
from commission.tiers.schedule import Basis, Mode, Tier, TierSchedule, VolumeWindow, WindowKind

# PostgreSQL's bigint: no volume can be stored that would reach more.
MAX_MINOR = 2**63 - 1

_FIELDS = ("effective_from", "currency", "basis", "window", "mode", "counts_current_order", "tiers")


def parse_tier_schedule(
    value: object, *, currency: str, path: str = "tier_schedule"
) -> tuple[TierSchedule, ...]:
    """Read one schedule or a list of versions, earliest first (scenario.md, `tier_schedule`).

    `currency` is the brand's: thresholds are compared with list prices, so a schedule in another one is
    refused, and one that names none is in the brand's. Raises PolicyRefused with every fault.
    """

    def read_one(item: object, where: str, faults: list[Fault]) -> TierSchedule:
        return _read_schedule(item, where, faults, currency)

    return parse_versions(value, path, read_one)


def _read_schedule(value: object, path: str, faults: list[Fault], currency: str) -> TierSchedule:
    reader = ObjectReader(value, path, faults, _FIELDS)
    basis = Basis(reader.choice("basis", Basis))
    mode = Mode(reader.choice("mode", Mode))
    counts = reader.boolean("counts_current_order", default=basis is not Basis.SELL_THROUGH)
    # What stands in for a field at fault (list, all_units, false, 0) is at fault with nothing.
    if basis is Basis.SELL_THROUGH and counts:
        reader.fault(
            "counts_current_order", "must be false for sell_through: an order is not yet sold to anybody"
        )
    if reader.sound("basis") and mode is Mode.GRADUATED:
        if basis is not Basis.LIST:
            reader.fault("mode", f"graduated works on the basis list only, not on {basis}")
        elif reader.sound("counts_current_order") and not counts:
            reader.fault(
                "counts_current_order", "must be true for graduated: it prices the order's own volume"
            )
    own_currency = reader.text("currency", default=currency)
    if reader.sound("currency") and own_currency != currency:
        known = is_currency(own_currency)
        reader.fault("currency", f"must be {currency}, the brand's" if known else "must be an ISO 4217 code")
    return TierSchedule(
        currency=own_currency,
        basis=basis,
        window=_read_window(reader),
        mode=mode,
        counts_current_order=counts,
        tiers=_read_tiers(reader),
        effective_from=reader.optional_instant("effective_from"),
    )


def _read_window(reader: ObjectReader) -> VolumeWindow:
    written = reader.raw("window")
    if isinstance(written, dict):
        inner = ObjectReader(written, reader.at("window"), reader.faults, ("rolling_days", "calendar"))
        if inner.has("rolling_days") and inner.has("calendar"):
            reader.fault("window", "must be rolling_days or calendar, not both")
        elif inner.has("rolling_days"):
            days = inner.integer("rolling_days", minimum=1, maximum=MAX_DAYS)
            return VolumeWindow(WindowKind.ROLLING, days=days)
        elif inner.has("calendar"):
            return VolumeWindow(WindowKind.CALENDAR, period=Period(inner.choice("calendar", Period)))
        else:
            reader.fault("window", "must hold rolling_days or calendar")
    elif written in (WindowKind.ORDER, WindowKind.LIFETIME):
        return VolumeWindow(WindowKind(str(written)))
    elif reader.has("window"):
        shown = f'"{written}"' if isinstance(written, str) else kind_of(written)
        reader.fault(
            "window",
            'must be "order", "lifetime", {"rolling_days": N} or '
            f'{{"calendar": "month" | "quarter" | "year"}}, not {shown}',
        )
    elif reader.sound("window"):
        reader.fault("window", "is missing")
    return VolumeWindow(WindowKind.ORDER)


def _read_tiers(reader: ObjectReader) -> tuple[Tier, ...]:
    items = reader.items("tiers")
    if not items and reader.sound("tiers"):
        reader.fault("tiers", "must hold at least one tier")
    read = [
        ObjectReader(
            item, f"{reader.at('tiers')}[{index}]", reader.faults, ("name", "threshold", "price_rate")
        )
        for index, item in enumerate(items)
    ]
    tiers = tuple(
        Tier(
            each.text("name"),
            each.integer("threshold", minimum=0, maximum=MAX_MINOR),
            each.rate("price_rate"),
        )
        for each in read
    )
    names: set[str] = set()
    for index, (each, tier) in enumerate(zip(read, tiers, strict=True)):
        if each.sound("price_rate") and not ZERO < tier.price_rate <= ONE:
            each.fault("price_rate", "must be above 0 and at most 1")
        if each.sound("name") and tier.name in names:
            each.fault("name", f"{tier.name} names an earlier tier already")
        names.add(tier.name)
        if index == 0:
            if tier.threshold != 0:
                each.fault("threshold", "of the first tier must be 0")
        else:
            _compare(each, tier, read[index - 1], tiers[index - 1])
    return tiers


def _compare(each: ObjectReader, tier: Tier, before: ObjectReader, earlier: Tier) -> None:
    """Faults of a tier beside the one before it; a field already at fault is not compared."""
    both_thresholds = each.sound("threshold") and before.sound("threshold")
    if both_thresholds and tier.threshold <= earlier.threshold:
        each.fault("threshold", f"must be above {earlier.threshold}, the threshold of the tier before")
    if before.sound("price_rate") and earlier.price_rate < tier.price_rate:
        each.fault("price_rate", f"must not be above {earlier.price_rate}, the rate of the tier before")
