"""An order was delivered: a delivery before the fallback date replaces it."""

from commission.plans.maturity import due_at
from commission.replay.events import Delivered
from commission.replay.rows import RetailOrder
from commission.replay.steps.refusals import StepRefused
from commission.replay.world import World


def deliver(world: World, event: Delivered, order: RetailOrder) -> None:
    """Refused for a second delivery."""
    if order.delivered_at is not None:
        raise StepRefused(f"order {event.order} was delivered already")
    order.delivered_at = event.at
    due = due_at(order.plan, order.paid_at, event.at)
    if due != order.due:
        order.due = due
        world.maturities.expect(order)
