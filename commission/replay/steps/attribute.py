"""Who gets a sale, from what the replay knows at the order."""

from dataclasses import replace

from commission.attribution.candidates import Facts
from commission.attribution.decide import decide
from commission.attribution.decision import Decision
from commission.attribution.facts import Purchase, SellerStanding
from commission.attribution.policy import AttributionPolicy
from commission.payouts.payable import SellerStatus
from commission.replay.events import RetailPaid
from commission.replay.together import OwnersTogether
from commission.replay.world import World


class Standings(dict[str, SellerStanding]):
    """How each seller stands towards one buyer, found when asked for."""

    def __init__(self, world: World, event: RetailPaid) -> None:
        super().__init__()
        self._world = world
        self._people = frozenset(world.together.members(event.customer))
        self._overruled = event.same_person

    def __missing__(self, seller: str) -> SellerStanding:
        same = None
        if seller in self._overruled:
            same = "identity" if self._overruled[seller] else None
        elif seller in self._people:
            same = "account"
        elif not self._people.isdisjoint(self._world.scenario.sellers[seller].customers):
            same = "identity"
        active = self._world.status(seller) is SellerStatus.ACTIVE
        return self.setdefault(seller, SellerStanding(active, same))


def attribute(world: World, event: RetailPaid, policy: AttributionPolicy) -> Decision:
    """Decide the order; its visitor has been identified by it already."""
    history, together = world.history, world.together
    person, people = together.root(event.customer), list(together.members(event.customer))
    facts = Facts(
        touches=[
            touch for each in people for touch in history.touches_of(each, event.at, policy.longest_window())
        ],
        identifications=(),
        bindings=[
            binding if binding.customer is None else replace(binding, customer=person)
            for each in people
            for binding in (history.bindings_of(each) if policy.binding is not None else ())
        ],
        sellers=Standings(world, event),
    )
    coupon = None if event.coupon is None else world.scenario.coupons[event.coupon]
    purchase = Purchase(event.id, event.at, person, event.visitor, coupon, event.store)
    return decide(policy, purchase, facts, OwnersTogether(history, together))
