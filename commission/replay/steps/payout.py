"""Sellers are paid what is available. A replay's rail confirms at once and nothing is withheld, unless the event tells
what a real payout took, withheld, or left in flight."""

from commission.ledger.accounts import Code
from commission.ledger.recipes.payout_confirmed import payout_confirmed
from commission.ledger.recipes.payout_started import payout_started
from commission.payouts.payable import Claim, SellerStatus, payable
from commission.plans.states import pay
from commission.replay.events import PayoutAsked
from commission.replay.steps.refusals import StepRefused
from commission.replay.world import World


def pay_out(world: World, event: PayoutAsked) -> None:
    """Nothing payable is no fault."""
    # Nobody without a matured row has anything available.
    for seller in list(world.available) if event.seller is None else [event.seller]:
        _pay_seller(world, event, seller)


def _pay_seller(world: World, event: PayoutAsked, seller: str) -> None:
    available = world.journal.owed(Code.SELLER_AVAILABLE, seller)
    claim = Claim(
        seller=seller,
        currency=world.scenario.brand.currency,
        rail="replay",
        status=world.status(seller),
        matured=max(available, 0),
        debt=max(-available, 0),
    )
    amount = payable(claim, event.minimum).amount
    if event.amount is not None:
        most = max(amount, _matured(world, seller)) if claim.status is not SellerStatus.SUSPENDED else 0
        if event.amount > most:
            raise StepRefused(f"{most} of {seller}'s can be paid, not {event.amount}")
        amount = event.amount
    if not amount:
        return
    world.journal.post(payout_started(world.happening(event), seller, amount, event.withheld))
    if event.withheld:
        world.withheld[seller] = world.withheld.get(seller, 0) + event.withheld
    if event.confirmed:
        _confirm(world, event, seller, amount - event.withheld)


def _matured(world: World, seller: str) -> int:
    """What rows that matured and were not paid come to: as it was, a payout may have left a debt for later, where the
    brand had set a ceiling to instalments (docs/adr/0072)."""
    return sum(row.earning.net for _, row in world.available.get(seller, []))


def _confirm(world: World, event: PayoutAsked, seller: str, net: int) -> None:
    world.journal.post(payout_confirmed(world.happening(event), seller, net))
    world.paid_out[seller] = world.paid_out.get(seller, 0) + net
    rows = world.available.pop(seller, [])
    later = [(at, row) for at, row in rows if event.as_of is not None and at > event.as_of]
    for at, row in rows:
        if event.as_of is None or at <= event.as_of:
            row.earning = pay(row.earning)
    if later:
        world.available[seller] = later
