"""A reseller sent unsold units of a lot back, under the policy in force when the lot was paid."""

from dataclasses import replace

from commission.ledger.recipes.wholesale_returned import wholesale_returned
from commission.money.versions import in_force
from commission.replay.events import WholesaleReturned
from commission.replay.steps.refusals import StepRefused
from commission.replay.stock import StockOrder
from commission.replay.world import World
from commission.returns.lot import check_return
from commission.returns.policy import Pricing, ReturnPolicy
from commission.returns.refund import Repriced, ReturnFigures, return_figures
from commission.tiers.price import kept_price


def return_wholesale(world: World, event: WholesaleReturned) -> None:
    """Refused for an unknown order or line, without a policy, and for more than can be returned."""
    order = world.stock_orders.get(event.order)
    if order is None:
        raise StepRefused(f"no stock order {event.order} has been paid")
    place = order.place(event.line)
    if place is None:
        raise StepRefused(f"stock order {event.order} has no line {event.line}")
    policy = in_force(world.scenario.policies.return_policies, order.paid_at)
    if policy is None:
        raise StepRefused(f"no return policy was in force when {event.order} was paid")
    figures = _figures(policy, order, place, event)
    before = order.lots[place].returned
    order.lots[place] = order.lots[place].after_return(event.qty, figures.refund)
    world.volumes.returned(order, place, before)
    world.journal.post(wholesale_returned(world.happening(event), figures.gross, figures.fee))
    standing = world.standing_tier(order.seller, event.at)
    world.returns.append(
        {
            "event": event.id,
            "order": event.order,
            "line": event.line,
            "qty": event.qty,
            "gross": figures.gross,
            "fee": figures.fee,
            "refund": figures.refund,
            "tier_after": None if standing is None else standing[0],
            "volume_after": None if standing is None else standing[1],
        }
    )


def _figures(policy: ReturnPolicy, order: StockOrder, place: int, event: WholesaleReturned) -> ReturnFigures:
    lot = order.lots[place]
    check_return(policy, lot, event.qty, event.at, waive_window=event.window_waived)
    repriced = None
    if policy.pricing is Pricing.REPRICE_KEPT:
        kept = [
            replace(line, qty=each.qty - each.returned - (event.qty if index == place else 0))
            for index, (line, each) in enumerate(zip(order.lines, order.lots, strict=True))
        ]
        price = kept_price(order.schedule, order.priced.volume_before, kept)
        repriced = Repriced(order.lots, price)
    return return_figures(policy, lot, event.qty, event.at, repriced, waive_window=event.window_waived)
