"""What the import knows of each reseller while it plays the year: volume, lots in hand, orders."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from commission.returns.lot import Lot
from commission.returns.policy import ReturnPolicy
from commission.tiers.price import StockLine
from commission.tiers.schedule import Basis, TierSchedule
from commission.tiers.volume import VolumeTrack, lot_volume


@dataclass(slots=True)
class OpenLot:
    """A lot as the year goes on. Money in pence; `order` gives what a repriced return needs."""

    id: UUID
    order: "PlayedOrder"
    line: int
    sku: str
    qty: int
    list_price: int
    net: int
    returned: int = 0
    gross: int = 0
    fee: int = 0
    refunded: int = 0

    def as_law(self) -> Lot:
        return Lot(
            order=self.order.invoice,
            line=str(self.line),
            paid_at=self.order.at,
            qty=self.qty,
            net=self.net,
            returned=self.returned,
            refunded=self.refunded,
        )

    def as_line(self, qty: int) -> StockLine:
        return StockLine(str(self.line), self.sku, self.list_price, qty)

    def volume(self, basis: Basis) -> int:
        return lot_volume(
            basis,
            list_price=self.list_price,
            qty=self.qty,
            net=self.net,
            returned=self.returned,
            tier_eligible=True,
        )


@dataclass(slots=True)
class PlayedOrder:
    """A stock order that was played, with its lots."""

    id: UUID
    invoice: str
    at: datetime
    schedule: TierSchedule
    rights: ReturnPolicy
    volume_before: int
    lots: list[OpenLot] = field(default_factory=list)


@dataclass(slots=True)
class Reseller:
    """A customer of the file as a reseller. Lots of a SKU stand in the order of their payments."""

    id: UUID
    tracks: dict[Basis, VolumeTrack] = field(default_factory=dict)
    lots: dict[str, list[OpenLot]] = field(default_factory=dict)

    def track(self, basis: Basis) -> VolumeTrack:
        """The volume under a basis; made from the lots where it is asked for the first time."""
        track = self.tracks.get(basis)
        if track is None:
            track = self.tracks[basis] = VolumeTrack()
            for lots in self.lots.values():
                for lot in lots:
                    track.add(lot.order.at, lot.volume(basis))
        return track

    def hold(self, lot: OpenLot) -> None:
        """Own a new lot; its volume counts from its order's instant."""
        self.lots.setdefault(lot.sku, []).append(lot)
        for basis, track in self.tracks.items():
            track.add(lot.order.at, lot.volume(basis))

    def give_back(self, lot: OpenLot, qty: int, gross: int, fee: int) -> None:
        """Units of a lot go back; the volume falls at the original order's instant (money-rules.md, Volume tiers)."""
        before = {basis: lot.volume(basis) for basis in self.tracks}
        lot.returned += qty
        lot.gross += gross
        lot.fee += fee
        lot.refunded += gross - fee
        for basis, track in self.tracks.items():
            track.add(lot.order.at, lot.volume(basis) - before[basis])
