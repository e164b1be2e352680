"""Keep a picture that somebody uploaded."""

import asyncio
import hashlib
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Scope
from services.pictures.draw import MEDIA_TYPE, Drawn, draw
from services.pictures.picture_address import picture_address

_KEEP = """
INSERT INTO pictures (brand_id, id, media_type, width, height, digest, body, added_by, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (brand_id, digest) DO NOTHING
"""
_SLUG = "SELECT slug FROM brands WHERE id = $1"
_FIND = "SELECT id FROM pictures WHERE brand_id = $1 AND digest = $2"


class PictureKept(msgspec.Struct, frozen=True):
    """`url` is a path of this site that never shows another picture; `?w=320` (160, 640, 1080) asks for a smaller one.
    Sizes in pixels."""

    picture_id: UUID
    url: str
    width: int
    height: int


async def keep_picture(scope: Scope, upload: bytes) -> PictureKept:
    """Draw the upload anew and keep it; the same picture is kept once. Raises PictureRefused."""
    drawn = await asyncio.to_thread(draw, upload)
    return await transact(scope, lambda tx: write_picture(tx, drawn))


async def write_picture(tx: Tx, drawn: Drawn) -> PictureKept:
    """The step: a picture's row, found or made."""
    digest = hashlib.sha256(drawn.body).digest()
    await tx.execute(
        _KEEP,
        tx.brand_id,
        new_id(),
        MEDIA_TYPE,
        drawn.width,
        drawn.height,
        digest,
        drawn.body,
        tx.scope.actor.account_id,
        tx.now,
    )
    picture_id: UUID = await tx.fetchval(_FIND, tx.brand_id, digest)
    slug = await tx.fetchval(_SLUG, tx.brand_id)
    return PictureKept(picture_id, picture_address(slug, digest), drawn.width, drawn.height)
