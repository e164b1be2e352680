"""An appeal was granted: what stands on a line is taken back whole, and given anew."""

from commission.ledger.recipes.commission_matured import commission_matured
from commission.ledger.recipes.commission_recredited import commission_recredited
from commission.ledger.recipes.commission_replaced import commission_replaced
from commission.money.cumulative import undone_after
from commission.plans.maturity import sale_month
from commission.plans.recredit import recredit
from commission.plans.sale import CreditedSeller, SaleLine
from commission.plans.states import Earning, State, mature
from commission.replay.events import CreditCorrected
from commission.replay.rows import RetailOrder, Row, SoldLine
from commission.replay.steps.mature import make_available
from commission.replay.steps.refusals import StepRefused
from commission.replay.steps.retail_refunded import take_from_month
from commission.replay.world import World


def correct_credit(world: World, event: CreditCorrected) -> None:
    """Refused where there is no such line, and for a sale that pays no commission: from own stock, or made while new
    commission stood still."""
    order = world.retail_orders.get(event.order)
    line = None if order is None else order.lines.get(event.line)
    if order is None or line is None:
        raise StepRefused(f"no line {event.order}/{event.line} has been paid")
    if order.stock_of is not None:
        raise StepRefused("a sale from own stock pays no commission")
    if not order.accrues:
        reason = "this sale was made while commission was frozen: it pays none, whoever is credited"
        raise StepRefused(reason)
    _take(world, event, line)
    rows = _given(world, event, order, line)
    line.rows = rows
    world.commissions.extend(rows)
    given = [(row.seller, row.earning.net) for row in rows]
    world.journal.post(commission_recredited(world.happening(event), given, None))
    for seller, net in given:
        key = (seller, rows[0].month)
        world.month_nets[key] = world.month_nets.get(key, 0) + net
    if order.due is not None and order.due <= event.at:
        _mature(world, event, rows)


def _take(world: World, event: CreditCorrected, line: SoldLine) -> None:
    taken = []
    for row in line.rows:
        if row.earning.state is State.REVERSED:
            continue
        taken.append((row.seller, row.earning.net, row.earning.matured))
        take_from_month(world, row, row.earning.net)
        row.earning = Earning(row.earning.amount, row.earning.amount, State.REVERSED)
    world.journal.post(commission_replaced(world.happening(event), taken, None))


def _given(world: World, event: CreditCorrected, order: RetailOrder, line: SoldLine) -> list[Row]:
    month = sale_month(order.paid_at, world.scenario.brand.zone)
    skus = world.scenario.skus
    accrual = recredit(
        order.plan,
        [
            SaleLine(
                each.what.line,
                each.what.sku,
                each.what.qty,
                each.what.paid,
                skus[each.what.sku].category.at(order.paid_at),
            )
            for each in order.lines.values()
        ],
        event.line,
        [
            CreditedSeller(
                seller=credit.seller,
                weight=credit.weight,
                channel=credit.channel,
                kind=world.scenario.sellers[credit.seller].kind,
                tier=_tier(world, credit.seller, order),
                cohort=world.scenario.sellers[credit.seller].cohort.at(order.paid_at),
                month_net=world.month_nets.get((credit.seller, month), 0),
            )
            for credit in event.credits
        ],
        order.customer,
        world.scenario.brand.rate_ceiling,
        sum(row.earning.amount for each in order.lines.values() if each is not line for row in each.rows),
    )
    return [
        Row(
            event.order,
            event.line,
            row.seller,
            row.base,
            _begun(row.amount, line),
            row.rule.id,
            month,
        )
        for row in accrual.rows
    ]


def _begun(amount: int, line: SoldLine) -> Earning:
    """What was refunded before stays refunded."""
    undone = undone_after(amount, line.refunded_qty, line.what.qty)
    return Earning(amount, undone, State.REVERSED if undone == amount else State.PENDING)


def _tier(world: World, seller: str, order: RetailOrder) -> str | None:
    standing = world.standing_tier(seller, order.paid_at)
    return None if standing is None else standing[0]


def _mature(world: World, event: CreditCorrected, rows: list[Row]) -> None:
    matured = []
    for row in rows:
        if row.earning.state is State.PENDING:
            row.earning = mature(row.earning)
            matured.append((row.seller, row.earning.net))
            make_available(world, row, event.at)
    world.journal.post(commission_matured(world.happening(event), matured))
