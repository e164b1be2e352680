"""The sandbox gateway's turn: payments that expire, callbacks that are due; the beat calls it every second or so."""

from infra.clock import Clock
from infra.database import read_directory
from infra.gateways.sandbox.courier import Post, deliver_due
from infra.gateways.sandbox.till import expire_open
from infra.scope import MACHINE_CLOCK, Scope
from infra.settings import current_settings


async def deliver_sandbox(clock: Clock = MACHINE_CLOCK, post: Post | None = None) -> int:
    """Deliver what the sandbox owes to every open brand; how many callbacks were answered. Nothing where it is off."""
    if not current_settings().sandbox_gateway:
        return 0
    delivered = 0
    for row in await read_directory("SELECT id FROM brands WHERE status = 'active' ORDER BY id"):
        scope = Scope(brand_id=row["id"], clock=clock)
        await expire_open(scope)
        delivered += await deliver_due(scope, post)
    return delivered
