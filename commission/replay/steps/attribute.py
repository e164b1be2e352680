"""Who gets a sale, from what the replay knows at the order."""

from commission.attribution.candidates import Facts
from commission.attribution.decide import decide
from commission.attribution.decision import Decision
from commission.attribution.facts import Purchase, SellerStanding
from commission.attribution.policy import AttributionPolicy
from commission.payouts.payable import SellerStatus
from commission.replay.events import RetailPaid
from commission.replay.world import World


class Standings(dict[str, SellerStanding]):
    """How each seller stands towards one buyer, found when asked for."""

    def __init__(self, world: World, event: RetailPaid) -> None:
        super().__init__()
        self._world = world
        self._customer = event.customer
        self._overruled = event.same_person

    def __missing__(self, seller: str) -> SellerStanding:
        same = None
        if seller in self._overruled:
            same = "identity" if self._overruled[seller] else None
        elif seller == self._customer:
            same = "account"
        elif self._customer in self._world.scenario.sellers[seller].customers:
            same = "identity"
        active = self._world.status(seller) is SellerStatus.ACTIVE
        return self.setdefault(seller, SellerStanding(active, same))


def attribute(world: World, event: RetailPaid, policy: AttributionPolicy) -> Decision:
    """Decide the order; its visitor has been identified by it already."""
    facts = Facts(
        touches=world.history.touches_of(event.customer, event.at, policy.longest_window()),
        identifications=(),
        bindings=world.history.bindings_of(event.customer) if policy.binding is not None else (),
        sellers=Standings(world, event),
    )
    coupon = None if event.coupon is None else world.scenario.coupons[event.coupon]
    purchase = Purchase(event.id, event.at, event.customer, event.visitor, coupon, event.store)
    return decide(policy, purchase, facts, world.history)
