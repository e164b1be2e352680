"""What is due matures, before any event of the same instant."""

from datetime import datetime

from commission.ledger.entry import Happening
from commission.ledger.recipes.commission_matured import commission_matured
from commission.plans.states import State, mature
from commission.replay.rows import RetailOrder, Row
from commission.replay.world import World


def mature_until(world: World, now: datetime) -> None:
    """Mature every pending row that is due by `now`. Held rows stay, as they would for ever."""
    while (order := world.maturities.pop_due(now)) is not None:
        _mature_order(world, order)


def make_available(world: World, row: Row, at: datetime) -> None:
    """The row's earning is available from `at` on: a payout may take it."""
    world.available.setdefault(row.seller, []).append((at, row))


def _mature_order(world: World, order: RetailOrder) -> None:
    matured: list[tuple[str, int]] = []
    due = order.due or order.paid_at
    for line in order.lines.values():
        for row in line.rows:
            if row.earning.state is State.PENDING:
                row.earning = mature(row.earning)
                matured.append((row.seller, row.earning.net))
                make_available(world, row, due)
    what = Happening(order.id, due, world.scenario.brand.currency)
    world.journal.post(commission_matured(what, matured))
