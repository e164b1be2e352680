"""A reseller paid a stock order: price it by the tier its volume reaches, and open one lot per line."""

from commission.ledger.recipes.wholesale_paid import wholesale_paid
from commission.replay.events import StockQuoted, WholesaleLine, WholesalePaid
from commission.replay.steps.refusals import StepRefused
from commission.replay.stock import OwnStock, StockOrder
from commission.replay.world import World
from commission.returns.lot import Lot
from commission.tiers.price import StockLine, price_order
from commission.tiers.schedule import TierSchedule


def quote_wholesale(world: World, event: StockQuoted) -> None:
    """A quote is a promise: the order is priced under the schedule and with the volume of this instant."""
    schedule = world.volumes.schedule(event.at)
    if schedule is None:
        return
    world.quotes[event.order] = (schedule, world.volumes.before(schedule, event.seller, event.at))


def pay_wholesale(world: World, event: WholesalePaid) -> None:
    """Refused where the order was paid before or no tier schedule is in force."""
    if event.order in world.stock_orders:
        raise StepRefused(f"stock order {event.order} was paid already")
    quoted = world.quotes.pop(event.order) if event.order in world.quotes else None
    schedule, volume = quoted or _priced_now(world, event)
    lines = tuple(_line(world, line) for line in event.lines)
    priced = price_order(schedule, volume, lines)
    lots = [
        Lot(event.order, line.line, event.at, line.qty, price.net)
        for line, price in zip(lines, priced.lines, strict=True)
    ]
    order = StockOrder(event.order, event.seller, event.at, schedule, priced, lines, lots)
    world.stock_orders[event.order] = order
    world.buyers_of_stock.add(event.seller)
    for place, line in enumerate(lines):
        world.own_stock.setdefault((event.seller, line.sku), OwnStock()).add(order, place)
    world.volumes.bought(order)
    world.journal.post(wholesale_paid(world.happening(event), priced.net))


def _priced_now(world: World, event: WholesalePaid) -> tuple[TierSchedule, int]:
    schedule = world.volumes.schedule(event.at)
    if schedule is None:
        raise StepRefused("no tier schedule is in force at this payment")
    return schedule, world.volumes.before(schedule, event.seller, event.at)


def _line(world: World, line: WholesaleLine) -> StockLine:
    sku = world.scenario.skus[line.sku]
    return StockLine(
        line.line,
        line.sku,
        sku.list_price if line.list_price is None else line.list_price,
        line.qty,
        sku.tier_eligible if line.tier_eligible is None else line.tier_eligible,
    )
