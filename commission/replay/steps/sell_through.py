"""What left a reseller's own stock counts by the list price of the lot it left."""

from collections.abc import Iterable
from datetime import datetime

from commission.replay.stock import StockTake
from commission.replay.world import World


def count_sold(world: World, seller: str, at: datetime, takes: Iterable[StockTake], sign: int = 1) -> None:
    """Count units sold at `at`; with `sign` -1 units refunded, which count at their sale's instant."""
    for take in takes:
        if take.line.tier_eligible:
            world.volumes.sold_on(seller, at, take.line.list_price, sign * take.qty)
