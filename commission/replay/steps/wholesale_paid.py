"""A reseller paid a stock order: price it by the tier its volume reaches, and open one lot per line."""

from commission.ledger.recipes.wholesale_paid import wholesale_paid
from commission.replay.events import WholesalePaid
from commission.replay.steps.refusals import refused
from commission.replay.stock import OwnStock, StockOrder
from commission.replay.world import World
from commission.returns.lot import Lot
from commission.tiers.price import StockLine, price_order


def pay_wholesale(world: World, event: WholesalePaid) -> None:
    """Refused where the order was paid before or no tier schedule is in force."""
    if event.order in world.stock_orders:
        raise refused("already_paid", f"stock order {event.order} was paid already", order=event.order)
    schedule = world.volumes.schedule(event.at)
    if schedule is None:
        raise refused("no_policy", "no tier schedule is in force at this payment")
    skus = world.scenario.skus
    lines = tuple(
        StockLine(line.line, line.sku, skus[line.sku].list_price, line.qty, skus[line.sku].tier_eligible)
        for line in event.lines
    )
    priced = price_order(schedule, world.volumes.before(schedule, event.seller, event.at), lines)
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
