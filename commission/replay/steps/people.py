"""Identifications, bindings and changes of a seller's status."""

from commission.payouts.payable import SellerStatus
from commission.replay.events import Bound, Forgotten, Identified, StatusChanged
from commission.replay.world import World


def identify(world: World, event: Identified) -> None:
    """A visitor turned out to be a customer."""
    world.history.identify(event.fact.visitor, event.fact.customer, event.at)


def forget(world: World, event: Forgotten) -> None:
    """A merge was taken back: orders decided before keep their decision."""
    world.history.forget(event.visitor, event.customer, event.made_at)


def bind(world: World, event: Bound) -> None:
    """A customer or visitor was bound to a seller."""
    world.history.bind(event.fact)


def change_status(world: World, event: StatusChanged) -> None:
    """A seller was activated, suspended or closed."""
    world.statuses[event.seller] = SellerStatus(event.status)
