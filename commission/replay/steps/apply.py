"""Which step an event takes; a refusal changes nothing and is kept with its reason."""

from commission.money.faults import Refused
from commission.replay.events import (
    Bound,
    CreditCorrected,
    CustomersMerged,
    CustomersParted,
    Delivered,
    Event,
    Forgotten,
    Identified,
    PayoutAsked,
    RetailPaid,
    RetailRefunded,
    Reviewed,
    StatusChanged,
    StockQuoted,
    WholesalePaid,
    WholesaleReturned,
)
from commission.replay.steps.correct_credit import correct_credit
from commission.replay.steps.delivered import deliver
from commission.replay.steps.payout import pay_out
from commission.replay.steps.people import change_people
from commission.replay.steps.refusals import StepRefused
from commission.replay.steps.retail_paid import pay_retail
from commission.replay.steps.retail_refunded import refund_retail
from commission.replay.steps.review_commission import review_commission
from commission.replay.steps.wholesale_paid import pay_wholesale, quote_wholesale
from commission.replay.steps.wholesale_returned import return_wholesale
from commission.replay.world import Parked, World


def apply(world: World, event: Event) -> None:
    """Take the event's step, or keep why it was refused. Touches and the clock only let time pass."""
    try:
        _step(world, event)
    except (Refused, StepRefused) as refusal:
        world.rejected.append({"event": event.id, "reason": str(refusal)})


def _step(world: World, event: Event) -> None:
    match event:
        case Identified() | Forgotten() | CustomersMerged() | CustomersParted() | Bound() | StatusChanged():
            change_people(world, event)
        case RetailPaid():
            pay_retail(world, event)
            # What came before the payment is applied after it, each refused or not by itself.
            for waiting in world.parked.pop(event.order, []):
                apply(world, waiting)
        case Delivered() | RetailRefunded():
            _after_payment(world, event)
        case Reviewed():
            review_commission(world, event)
        case CreditCorrected():
            correct_credit(world, event)
        case StockQuoted():
            quote_wholesale(world, event)
        case WholesalePaid():
            pay_wholesale(world, event)
        case WholesaleReturned():
            return_wholesale(world, event)
        case PayoutAsked():
            pay_out(world, event)


def _after_payment(world: World, event: Parked) -> None:
    order = world.retail_orders.get(event.order)
    if order is None:
        _park(world, event)
    elif isinstance(event, RetailRefunded):
        refund_retail(world, event, order)
    else:
        deliver(world, event, order)


def _park(world: World, event: Parked) -> None:
    waiting = world.parked.setdefault(event.order, [])
    if isinstance(event, Delivered) and any(isinstance(each, Delivered) for each in waiting):
        raise StepRefused(f"order {event.order} was delivered already")
    waiting.append(event)
