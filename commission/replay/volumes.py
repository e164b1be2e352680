"""Each reseller's qualifying volume under every basis in use, and the tier it stands for."""

from datetime import datetime, tzinfo

from commission.money.versions import in_force
from commission.replay.stock import StockOrder
from commission.tiers.reach import standing_tier
from commission.tiers.schedule import Basis, TierSchedule
from commission.tiers.volume import VolumeTrack, lot_volume, qualifying_volume, sale_volume


class Volumes:
    """Volume of all sellers, kept per basis because a later schedule may count by another one."""

    __slots__ = ("_bases", "_schedules", "_tracks", "_zone")

    def __init__(self, schedules: tuple[TierSchedule, ...], zone: tzinfo) -> None:
        self._schedules = schedules
        self._zone = zone
        self._bases = sorted({schedule.basis for schedule in schedules})
        self._tracks: dict[tuple[str, Basis], VolumeTrack] = {}

    def schedule(self, at: datetime) -> TierSchedule | None:
        """The schedule in force."""
        return in_force(self._schedules, at)

    def before(self, schedule: TierSchedule, seller: str, at: datetime) -> int:
        """`V` of the seller at this point of the replay."""
        return qualifying_volume(schedule, self._track(seller, schedule.basis), at, self._zone)

    def standing(self, seller: str, at: datetime) -> tuple[str, int] | None:
        """The standing tier's name and the volume, None where no schedule is in force."""
        schedule = self.schedule(at)
        if schedule is None:
            return None
        volume = self.before(schedule, seller, at)
        return standing_tier(schedule, volume).name, volume

    def bought(self, order: StockOrder) -> None:
        """The lots of a stock order just paid count from its instant on."""
        for place in range(len(order.lots)):
            self._count_lot(order, place, returned_before=order.lots[place].qty)

    def returned(self, order: StockOrder, place: int, returned_before: int) -> None:
        """Units of a lot came back: they never counted, as of their order's instant."""
        self._count_lot(order, place, returned_before)

    def sold_on(self, seller: str, at: datetime, list_price: int, qty: int) -> None:
        """`qty` tier-eligible units left the seller's own stock in a sale at `at` (negative: were refunded)."""
        for basis in self._bases:
            amount = sale_volume(basis, list_price=list_price, qty=qty, refunded=0, tier_eligible=True)
            self._track(seller, basis).add(at, amount)

    def _count_lot(self, order: StockOrder, place: int, returned_before: int) -> None:
        """Add what the lot counts now less what it counted with `returned_before` (all of it: nothing)."""
        line, lot = order.lines[place], order.lots[place]
        for basis in self._bases:
            now, then = (
                lot_volume(
                    basis,
                    list_price=line.list_price,
                    qty=lot.qty,
                    net=lot.net,
                    returned=returned,
                    tier_eligible=line.tier_eligible,
                )
                for returned in (lot.returned, returned_before)
            )
            self._track(order.seller, basis).add(order.paid_at, now - then)

    def _track(self, seller: str, basis: Basis) -> VolumeTrack:
        return self._tracks.setdefault((seller, basis), VolumeTrack())
