"""The attribution policy: read from JSON, every fault named by its path (scenario.md, Input)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from commission.attribution.models import MODELS
from commission.money.faults import Fault
from commission.money.reading import ObjectReader, kind_of
from commission.money.versions import parse_versions
from commission.money.window import MAX_DAYS

SOURCES = ("coupon", "binding", "touch", "store")
REBINDS = ("never", "after_expiry", "newest")
_FIELDS = (
    "effective_from",
    "window_days",
    "window_days_by_channel",
    "precedence",
    "model",
    "half_life_days",
    "binding",
    "self_purchase",
)


@dataclass(frozen=True, slots=True)
class BindingRule:
    """How long a binding is valid, in days of 24 hours, and what a later one does to it."""

    days: int
    rebind: str


@dataclass(frozen=True, slots=True)
class AttributionPolicy:
    """One version of who gets the sale (money-rules.md, Attribution). `binding` is None where it is off."""

    window_days: int
    window_days_by_channel: Mapping[str, int]
    precedence: tuple[str, ...]
    model: str
    half_life_days: int
    binding: BindingRule | None
    self_purchase: str
    effective_from: datetime | None = None

    def window(self, channel: str) -> timedelta:
        """How long before an order a touch on this channel still counts."""
        return timedelta(days=self.window_days_by_channel.get(channel, self.window_days))

    def longest_window(self) -> timedelta:
        """The widest window of any channel: what a caller has to load."""
        return timedelta(days=max(self.window_days, *self.window_days_by_channel.values(), 0))


def parse_attribution_policies(
    document: object, path: str = "attribution_policy"
) -> tuple[AttributionPolicy, ...]:
    """One policy or a list of versions, earliest first. Raises PolicyRefused with every fault found."""
    return parse_versions(document, path, read_attribution_policy)


def read_attribution_policy(document: object, path: str, faults: list[Fault]) -> AttributionPolicy:
    """One version; its faults are added to `faults`, and then the value must not be used."""
    reader = ObjectReader(document, path, faults, _FIELDS)
    return AttributionPolicy(
        window_days=reader.integer("window_days", minimum=0, maximum=MAX_DAYS, default=30),
        window_days_by_channel=_windows_by_channel(reader),
        precedence=_precedence(reader),
        model=reader.choice("model", sorted(MODELS), default="last"),
        half_life_days=reader.integer("half_life_days", minimum=1, maximum=MAX_DAYS, default=7),
        binding=_binding(reader),
        self_purchase=reader.choice("self_purchase", ("deny", "allow"), default="deny"),
        effective_from=reader.optional_instant("effective_from"),
    )


def _windows_by_channel(reader: ObjectReader) -> dict[str, int]:
    written = reader.raw("window_days_by_channel")
    if written is None:
        return {}
    if not isinstance(written, dict):
        reader.fault("window_days_by_channel", f"must be an object, not {kind_of(written)}")
        return {}
    channels = ObjectReader(written, reader.at("window_days_by_channel"), reader.faults, written)
    return {channel: channels.integer(channel, minimum=0, maximum=MAX_DAYS) for channel in written}


def _precedence(reader: ObjectReader) -> tuple[str, ...]:
    if not reader.has("precedence"):
        return SOURCES
    walked: list[str] = []
    for index, source in enumerate(reader.items("precedence")):
        if not isinstance(source, str) or source not in SOURCES:
            reader.fault(f"precedence[{index}]", f"must be one of {', '.join(SOURCES)}")
        elif source in walked:
            reader.fault(f"precedence[{index}]", f"names {source} a second time")
        else:
            walked.append(source)
    return tuple(walked)


def _binding(reader: ObjectReader) -> BindingRule | None:
    written = reader.raw("binding")
    if written is None or written == "off":
        return None
    rule = ObjectReader(written, reader.at("binding"), reader.faults, ("days", "rebind"))
    return BindingRule(rule.integer("days", minimum=1, maximum=MAX_DAYS), rule.choice("rebind", REBINDS))
