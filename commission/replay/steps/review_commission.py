"""A reviewer held, released or refused a commission line."""

from commission.ledger.recipes.commission_refused import commission_refused
from commission.ledger.recipes.commission_released import commission_released
from commission.plans.states import hold, mature, refuse, release
from commission.replay.events import Reviewed
from commission.replay.rows import RetailOrder, Row
from commission.replay.steps.mature import make_available
from commission.replay.steps.refusals import StepRefused
from commission.replay.steps.retail_refunded import take_from_month
from commission.replay.world import World


def review_commission(world: World, event: Reviewed) -> None:
    """Refused where there is no such row, or its state does not allow the verdict."""
    order, row = _find(world, event)
    if event.verdict == "held":
        row.earning = hold(row.earning)
    elif event.verdict == "released":
        _release(world, event, order, row)
    else:
        refusal = refuse(row.earning)
        row.earning = refusal.earning
        take_from_month(world, row, refusal.amount)
        world.journal.post(commission_refused(world.happening(event), row.seller, refusal.amount))


def _release(world: World, event: Reviewed, order: RetailOrder, row: Row) -> None:
    row.earning = release(row.earning)
    if order.due is not None and order.due <= event.at:
        # Its due instant has passed while it was held: nothing else will mature it.
        row.earning = mature(row.earning)
        make_available(world, row, event.at)
        world.journal.post(commission_released(world.happening(event), row.seller, row.earning.net))


def _find(world: World, event: Reviewed) -> tuple[RetailOrder, Row]:
    order = world.retail_orders.get(event.order)
    if order is None:
        raise StepRefused(f"no order {event.order} has been paid")
    line = order.lines.get(event.line)
    if line is None:
        raise StepRefused(f"order {event.order} has no line {event.line}")
    row = line.row_of(event.seller)
    if row is None:
        raise StepRefused(f"{event.seller} has no commission on {event.order}/{event.line}")
    return order, row
