"""Sellers are paid what is available. A replay's rail confirms at once and nothing is withheld."""

from commission.ledger.accounts import Code
from commission.ledger.recipes.payout_confirmed import payout_confirmed
from commission.ledger.recipes.payout_started import payout_started
from commission.payouts.payable import Claim, payable
from commission.plans.states import pay
from commission.replay.events import PayoutAsked
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
    if not amount:
        return
    what = world.happening(event, f"/{seller}")
    world.journal.post(payout_started(what, seller, amount))
    world.journal.post(payout_confirmed(what, seller, amount))
    world.paid_out[seller] = world.paid_out.get(seller, 0) + amount
    for row in world.available.pop(seller, []):
        row.earning = pay(row.earning)
