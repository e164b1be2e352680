"""A customer paid: attribute, accrue or book the proceeds, and apply what had been waiting for the payment."""

from collections import Counter

from commission.attribution.decision import Credit, Decision, candidate_json
from commission.attribution.policy import AttributionPolicy
from commission.ledger.recipes.commission_accrued import commission_accrued
from commission.ledger.recipes.own_stock_paid import own_stock_paid
from commission.ledger.recipes.retail_paid import retail_paid
from commission.money.versions import in_force
from commission.plans.accrue import accrue
from commission.plans.maturity import due_at, sale_month
from commission.plans.plan import CommissionPlan
from commission.plans.sale import CreditedSeller, SaleLine
from commission.plans.states import Earning
from commission.replay.events import RetailPaid
from commission.replay.rows import RetailOrder, Row, SoldLine
from commission.replay.steps.attribute import Standings, attribute
from commission.replay.steps.refusals import StepRefused
from commission.replay.steps.sell_through import count_sold
from commission.replay.world import World


def pay_retail(world: World, event: RetailPaid) -> None:
    """Refused where the order was paid before, a policy is missing, or own stock holds too little."""
    attribution, plan = _check(world, event)
    if event.visitor is not None:
        world.history.identify(event.visitor, event.customer, event.at)
    decision = attribute(world, event, attribution)
    order = RetailOrder(
        id=event.order,
        paid_at=event.at,
        plan=plan,
        stock_of=event.store if event.from_stock else None,
        lines={line.line: SoldLine(line) for line in event.lines},
        decision=_shown(decision),
        customer=_new_or_returning(world, event),
        accrues=event.accrues,
        due=due_at(plan, event.at, None),
    )
    if order.stock_of is None:
        _accrue(world, event, order, decision)
    else:
        _sell_own_stock(world, event, order, order.stock_of)
    world.customers.add(event.customer)
    world.retail_orders[event.order] = order
    world.maturities.expect(order)


def _check(world: World, event: RetailPaid) -> tuple[AttributionPolicy, CommissionPlan]:
    if event.order in world.retail_orders:
        raise StepRefused(f"order {event.order} was paid already")
    attribution = in_force(world.scenario.policies.attribution_policies, event.at)
    if attribution is None:
        raise StepRefused("no attribution policy is in force at this payment")
    plan = in_force(world.scenario.policies.commission_plans, event.at)
    if plan is None:
        raise StepRefused("no commission plan is in force at this payment")
    if event.from_stock:
        _check_stock(world, event)
    return attribution, plan


def _check_stock(world: World, event: RetailPaid) -> None:
    wanted: Counter[str] = Counter()
    for line in event.lines:
        wanted[line.sku] += line.qty
    for sku, qty in wanted.items():
        stock = world.own_stock.get((event.store or "", sku))
        held = 0 if stock is None else stock.in_hand(qty)
        if held < qty:
            raise StepRefused(f"the own stock of {event.store} holds {held} of the {qty} units of {sku} sold")


def _accrue(world: World, event: RetailPaid, order: RetailOrder, decision: Decision) -> None:
    paid = sum(line.paid for line in event.lines)
    tax = sum(line.tax for line in event.lines)
    world.journal.post(retail_paid(world.happening(event), paid, tax, event.shipping))
    if not decision.credits or not event.accrues:
        return
    month = sale_month(event.at, world.scenario.brand.zone)
    skus = world.scenario.skus
    accrual = accrue(
        order.plan,
        [
            SaleLine(line.line, line.sku, line.qty, line.paid, skus[line.sku].category.at(event.at))
            for line in event.lines
        ],
        [
            CreditedSeller(
                seller=credit.seller,
                weight=credit.weight,
                channel=credit.channel,
                kind=world.scenario.sellers[credit.seller].kind,
                tier=_tier(world, event, credit),
                cohort=world.scenario.sellers[credit.seller].cohort.at(event.at),
                month_net=world.month_nets.get((credit.seller, month), 0),
            )
            for credit in decision.credits
            if _may_be_paid(world, event, credit.seller)
        ],
        order.customer,
        world.scenario.brand.rate_ceiling,
    )
    for accrued in accrual.rows:
        row = Row(
            event.order,
            accrued.line,
            accrued.seller,
            accrued.base,
            Earning(accrued.amount),
            accrued.rule.id,
            month,
        )
        order.lines[accrued.line].rows.append(row)
        world.commissions.append(row)
        key = (row.seller, month)
        world.month_nets[key] = world.month_nets.get(key, 0) + accrued.amount
    earned = [(accrued.seller, accrued.amount) for accrued in accrual.rows]
    world.journal.post(commission_accrued(world.happening(event), earned))


def _new_or_returning(world: World, event: RetailPaid) -> str:
    people = world.together.members(event.customer)
    return "new" if world.customers.isdisjoint(people) else "returning"


def _tier(world: World, event: RetailPaid, credit: Credit) -> str | None:
    standing = world.standing_tier(credit.seller, event.at)
    return None if standing is None else standing[0]


def _sell_own_stock(world: World, event: RetailPaid, order: RetailOrder, seller: str) -> None:
    """The units leave the reseller's lots, and what was paid for them is the reseller's: no commission."""
    proceeds = sum(line.paid for line in event.lines)
    tax = sum(line.tax for line in event.lines)
    world.journal.post(own_stock_paid(world.happening(event), seller, proceeds, tax, event.shipping))
    month = sale_month(event.at, world.scenario.brand.zone)
    for line in event.lines:
        sold = order.lines[line.line]
        sold.takes = world.own_stock[(seller, line.sku)].take(line.qty)
        count_sold(world, seller, event.at, sold.takes)
        if line.paid:
            row = Row(event.order, line.line, seller, line.paid, Earning(line.paid), None, month)
            sold.rows.append(row)
            world.proceeds.append(row)


def _may_be_paid(world: World, event: RetailPaid, seller: str) -> bool:
    """Whatever a policy credits, a live brand never pays buyer and payee in one person (`pays_own_purchases`)."""
    if world.scenario.brand.pays_own_purchases:
        return True
    return Standings(world, event)[seller].same_person is None


def _shown(decision: Decision) -> dict[str, object]:
    """A decision as the outcome prints it: what counted stands in the trace, what did not in the drops."""
    return {
        "by": decision.by,
        "credits": [{"seller": each.seller, "weight": str(each.weight)} for each in decision.credits],
        "drops": [candidate_json(each) for each in decision.drops],
        "trace": list(decision.trace),
        "sentence": decision.sentence,
    }
