"""Identifications, bindings and changes of a seller's status."""

from commission.payouts.payable import SellerStatus
from commission.replay.events import (
    Bound,
    CustomersMerged,
    CustomersParted,
    Forgotten,
    Identified,
    StatusChanged,
)
from commission.replay.world import World

PeopleEvent = Identified | Forgotten | CustomersMerged | CustomersParted | Bound | StatusChanged


def change_people(world: World, event: PeopleEvent) -> None:
    """What becomes known of visitors, customers and sellers. Orders decided before keep their decision: what is taken
    back counts for no later one."""
    match event:
        case Identified():
            world.history.identify(event.fact.visitor, event.fact.customer, event.at)
        case Forgotten():
            world.history.forget(event.visitor, event.customer, event.made_at)
        case CustomersMerged():
            world.together.merge(event.customer, event.into)
        case CustomersParted():
            world.together.part(event.customer)
        case Bound():
            world.history.bind(event.fact)
        case StatusChanged():
            world.statuses[event.seller] = SellerStatus(event.status)
