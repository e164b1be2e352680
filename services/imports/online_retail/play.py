"""The year, event by event, under the law: an invoice is a stock order, a cancellation is a return."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from commission.returns.lot import returnable
from commission.returns.policy import Pricing, ReturnPolicy
from commission.returns.refund import Repriced, ReturnFigures, return_figures
from commission.tiers.price import PricedOrder, StockLine, kept_price, price_order
from commission.tiers.reach import standing_tier
from commission.tiers.schedule import TierSchedule
from commission.tiers.volume import qualifying_volume
from infra.errors import NoPolicyInForce
from infra.ids import new_id
from services.imports.online_retail.read_lines import Aside, FileLine, SetAside
from services.imports.online_retail.state import OpenLot, PlayedOrder, Reseller
from services.policies.policy_versions import PolicyVersion

P = TypeVar("P")


class Invoice(NamedTuple):
    """The importable lines of one invoice or cancellation, at the instant of its first line."""

    number: str
    at: datetime
    customer: str
    lines: list[FileLine]


class OrderPlayed(NamedTuple):
    """A stock order to be written."""

    order: PlayedOrder
    seller_id: UUID
    schedule_id: UUID
    rights_id: UUID
    priced: PricedOrder


class ReturnedUnits(NamedTuple):
    """Units of one lot, with what they paid."""

    lot: OpenLot
    qty: int
    figures: ReturnFigures

    @property
    def sums(self) -> tuple[int, int, int]:
        """Gross, fee and refund, in pence."""
        return self.figures.gross, self.figures.fee, self.figures.refund


@dataclass(slots=True)
class ReturnPlayed:
    """A return to be written: what one cancellation took back of one order."""

    id: UUID
    invoice: str
    at: datetime
    seller_id: UUID
    order: PlayedOrder
    volume_before: int
    tier_before: str
    volume_after: int = 0
    tier_after: str = ""
    units: list[ReturnedUnits] = field(default_factory=list)

    @property
    def sums(self) -> tuple[int, int, int]:
        """Gross, fee and refund of all units, in pence."""
        parts = [unit.sums for unit in self.units]
        return sum(p[0] for p in parts), sum(p[1] for p in parts), sum(p[2] for p in parts)


@dataclass(slots=True)
class Rules:
    """Every version of the two policies, earliest first, and the zone in which windows are counted."""

    schedules: Sequence[PolicyVersion[TierSchedule]]
    rights: Sequence[PolicyVersion[ReturnPolicy]]
    zone: ZoneInfo

    def schedule_at(self, at: datetime) -> PolicyVersion[TierSchedule]:
        return _in_force(self.schedules, at, "tier_schedule")

    def rights_at(self, at: datetime) -> PolicyVersion[ReturnPolicy]:
        return _in_force(self.rights, at, "return_policy")


def _in_force(versions: Sequence[PolicyVersion[P]], at: datetime, kind: str) -> PolicyVersion[P]:
    for version in reversed(versions):
        if version.effective_from <= at:
            return version
    raise NoPolicyInForce(policy=kind, at=at.isoformat())


def play_order(rules: Rules, reseller: Reseller, invoice: Invoice) -> OrderPlayed:
    """Price the invoice from list prices at the tier its reseller's volume reaches, and open its lots."""
    schedule, rights = rules.schedule_at(invoice.at), rules.rights_at(invoice.at)
    volume = volume_of(rules, reseller, schedule.policy, invoice.at)
    lines = [StockLine(str(n), line.sku, line.price, line.qty) for n, line in enumerate(invoice.lines, 1)]
    priced = price_order(schedule.policy, volume, lines)
    order = PlayedOrder(new_id(), invoice.number, invoice.at, schedule.policy, rights.policy, volume)
    for number, (line, done) in enumerate(zip(invoice.lines, priced.lines, strict=True), 1):
        lot = OpenLot(new_id(), order, number, line.sku, line.qty, line.price, done.net)
        order.lots.append(lot)
        reseller.hold(lot)
    return OrderPlayed(order, reseller.id, schedule.id, rights.id, priced)


def volume_of(rules: Rules, reseller: Reseller, schedule: TierSchedule, at: datetime) -> int:
    """The reseller's qualifying volume at an instant, in pence."""
    return qualifying_volume(schedule, reseller.track(schedule.basis), at, rules.zone)


def play_return(rules: Rules, reseller: Reseller, invoice: Invoice) -> tuple[list[ReturnPlayed], list[Aside]]:
    """Take the cancellation's units from the reseller's own earlier lots of the SKU, newest lot first.

    A line goes back whole or is set aside whole: which of its units were bought before the file begins is not guessed.
    """
    played: dict[UUID, ReturnPlayed] = {}
    asides: list[Aside] = []
    for line in invoice.lines:
        takes, reason = _takes(reseller.lots.get(line.sku, []), line.qty, invoice.at)
        if reason is not None:
            asides.append(Aside(line.number, line.invoice, line.sku, reason))
            continue
        for lot, qty in takes:
            made = played.get(lot.order.id)
            if made is None:
                tier, volume = _standing(rules, reseller, invoice.at)
                made = ReturnPlayed(
                    new_id(), invoice.number, invoice.at, reseller.id, lot.order, volume, tier
                )
                played[lot.order.id] = made
            figures = _figures(lot, qty, invoice.at)
            reseller.give_back(lot, qty, figures.gross, figures.fee)
            made.units.append(ReturnedUnits(lot, qty, figures))
            made.tier_after, made.volume_after = _standing(rules, reseller, invoice.at)
    return list(played.values()), asides


def _takes(
    lots: Sequence[OpenLot], wanted: int, at: datetime
) -> tuple[list[tuple[OpenLot, int]], SetAside | None]:
    takes: list[tuple[OpenLot, int]] = []
    left = wanted
    for lot in reversed(lots):
        taken = min(left, returnable(lot.order.rights, lot.as_law(), at)) if lot.returned < lot.qty else 0
        if taken:
            takes.append((lot, taken))
            left -= taken
            if not left:
                return takes, None
    held = sum(lot.qty - lot.returned for lot in lots)
    return [], SetAside.RETURN_WINDOW_CLOSED if held >= wanted else SetAside.RETURN_OF_MORE_THAN_WAS_BOUGHT


def _figures(lot: OpenLot, qty: int, at: datetime) -> ReturnFigures:
    order = lot.order
    repriced = None
    if order.rights.pricing is Pricing.REPRICE_KEPT:
        kept = [each.as_line(each.qty - each.returned - (qty if each is lot else 0)) for each in order.lots]
        repriced = Repriced(
            [each.as_law() for each in order.lots], kept_price(order.schedule, order.volume_before, kept)
        )
    return return_figures(order.rights, lot.as_law(), qty, at, repriced)


def _standing(rules: Rules, reseller: Reseller, at: datetime) -> tuple[str, int]:
    schedule = rules.schedule_at(at).policy
    volume = volume_of(rules, reseller, schedule, at)
    return standing_tier(schedule, volume).name, volume
