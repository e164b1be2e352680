"""A customer got units refunded: money back, and each row on the line reversed by the cumulative rule."""

from commission.ledger.recipes.commission_reversed import commission_reversed
from commission.ledger.recipes.own_stock_refunded import own_stock_refunded
from commission.ledger.recipes.retail_refunded import retail_refunded
from commission.money.cumulative import undo_step
from commission.plans.states import reverse
from commission.replay.events import RetailRefunded
from commission.replay.rows import RetailOrder, Row, SoldLine
from commission.replay.steps.refusals import StepRefused, units
from commission.replay.steps.sell_through import count_sold
from commission.replay.stock import bring_back
from commission.replay.world import World


def refund_retail(world: World, event: RetailRefunded, order: RetailOrder) -> None:
    """Refused for an unknown line and for more units than are left to refund."""
    line = order.lines.get(event.line)
    if line is None:
        raise StepRefused(f"order {event.order} has no line {event.line}")
    left = line.what.qty - line.refunded_qty
    if event.qty > left:
        raise StepRefused(f"{units(left)} of {event.order}/{event.line} can still be refunded")
    already_back = line.refunded_qty
    line.refunded_qty += event.qty
    amount = undo_step(line.what.paid, line.refunded_qty, line.what.qty, line.refunded_amount)
    line.refunded_amount += amount
    tax = undo_step(line.what.tax, line.refunded_qty, line.what.qty, line.refunded_tax)
    line.refunded_tax += tax
    if order.stock_of is None:
        world.journal.post(retail_refunded(world.happening(event), amount, tax, event.shipping))
        _reverse_commission(world, event, line)
    else:
        backs = bring_back(line.takes, already_back, event.qty)
        count_sold(world, order.stock_of, order.paid_at, backs, -1)
        _reverse_proceeds(world, event, line, order.stock_of)
        if tax or event.shipping:
            world.journal.post(retail_refunded(world.happening(event), 0, tax, event.shipping))


def _reverse_commission(world: World, event: RetailRefunded, line: SoldLine) -> None:
    reversals: list[tuple[str, int, bool]] = []
    for row in line.rows:
        reversal = reverse(row.earning, line.refunded_qty, line.what.qty)
        row.earning = reversal.earning
        take_from_month(world, row, reversal.amount)
        reversals.append((row.seller, reversal.amount, reversal.matured))
    world.journal.post(commission_reversed(world.happening(event), reversals))


def _reverse_proceeds(world: World, event: RetailRefunded, line: SoldLine, seller: str) -> None:
    for row in line.rows:
        reversal = reverse(row.earning, line.refunded_qty, line.what.qty)
        row.earning = reversal.earning
        world.journal.post(
            own_stock_refunded(world.happening(event), seller, reversal.amount, matured=reversal.matured)
        )


def take_from_month(world: World, row: Row, amount: int) -> None:
    """A reversal makes room again under the seller's cap of the sale's month."""
    world.month_nets[(row.seller, row.month)] -= amount
