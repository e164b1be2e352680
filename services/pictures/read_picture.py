"""A kept picture, in the size that is asked for."""

import asyncio
import time
from collections import OrderedDict
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.pictures.draw import WIDTHS, smaller

_READ = "SELECT media_type, body FROM pictures WHERE brand_id = $1 AND digest = $2"
# Of one process, in pictures: a shelf's worth of small ones is drawn once, not for each shopper.
_KEPT = 256


class PictureBody(msgspec.Struct, frozen=True):
    media_type: str
    body: bytes


# What was erased is shown by nobody for longer than this.
_KEPT_SECONDS = 600
_recent: OrderedDict[tuple[UUID, bytes, int | None], tuple[int, PictureBody]] = OrderedDict()


async def read_picture(scope: Scope, digest: bytes, width: int | None = None) -> PictureBody:
    """The picture, at most `width` pixels wide where that is one of the widths we draw. Raises NotFound."""
    wanted = width if width in WIDTHS else None
    key = (scope.brand_id, digest, wanted)
    until, kept = _recent.get(key, (0, None))
    if kept is None or until < time.monotonic_ns():
        _recent.pop(key, None)
        kept = await _read(scope, digest, wanted)
        _recent[key] = (time.monotonic_ns() + _KEPT_SECONDS * 10**9, kept)
        if len(_recent) > _KEPT:
            _recent.popitem(last=False)
    elif key in _recent:
        _recent.move_to_end(key)
    return kept


async def _read(scope: Scope, digest: bytes, width: int | None) -> PictureBody:
    async def work(tx: Tx) -> PictureBody:
        row = await tx.fetchrow(_READ, tx.brand_id, digest)
        if row is None:
            raise NotFound(what="picture", ref=digest.hex())
        return PictureBody(*row)

    found = await transact(scope, work)
    if width is None:
        return found
    return PictureBody("image/webp", await asyncio.to_thread(smaller, found.body, width))
