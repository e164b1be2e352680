"""Store touches of several brands in one commit."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from uuid import UUID

import msgspec
import structlog

from infra.database import Tx, ensure_months
from infra.group_commit import GroupCommit
from infra.metrics import TOUCHES_STORED
from infra.postgres_away import TRY_AGAIN
from infra.scope import Actor, Scope
from services.sharing.record_touches import Touch, record_touches

log = structlog.get_logger(__name__)

_VISITOR = Actor("visitor")


class BrandsTouch(msgspec.Struct, frozen=True):
    """A touch and whose it is."""

    brand_id: UUID
    touch: Touch


async def store_touches(commit: GroupCommit, touches: Sequence[BrandsTouch]) -> dict[UUID, Exception]:
    """Store all, each in its brand's scope; those stored before stay as they are. Answers what PostgreSQL refused, by
    touch id: one that cannot be stored does not keep the others out. Raises one of TRY_AGAIN where nothing is known
    to be stored."""
    try:
        await _store(commit, touches)
    except TRY_AGAIN:
        raise
    except Exception as error:
        if len(touches) == 1:
            log.error("touch_refused", touch=repr(touches[0]), exc_info=error)
            return {touches[0].touch.id: error}
        refused: dict[UUID, Exception] = {}
        for each in touches:
            refused |= await store_touches(commit, [each])
        return refused
    return {}


async def _store(commit: GroupCommit, touches: Sequence[BrandsTouch]) -> None:
    by_brand: dict[UUID, list[Touch]] = defaultdict(list)
    for each in touches:
        by_brand[each.brand_id].append(each.touch)
    # Before the transaction: a month is made in one of its own.
    for at in {(each.touch.at.year, each.touch.at.month): each.touch.at for each in touches}.values():
        await ensure_months("touches", at, at)
    # In the order of brands, so that two processes take the rows of visitors in one order.
    await commit.run(
        [
            (Scope(brand_id, actor=_VISITOR), partial(_record, touches=by_brand[brand_id]))
            for brand_id in sorted(by_brand)
        ]
    )
    TOUCHES_STORED.inc(len(touches))


async def _record(tx: Tx, touches: list[Touch]) -> None:
    await record_touches(tx, touches)
