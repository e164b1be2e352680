"""A customer reviews a line of a delivered order."""

import asyncio
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.ids import link_code, new_id
from infra.scope import Scope
from services.idempotency import once
from services.pictures.draw import Drawn, draw
from services.pictures.keep_picture import write_picture
from services.retail.order_access import open_order
from services.reviews.errors import AlreadyReviewed, NotDeliveredYet

MOST_PICTURES = 6
_LINE = """
SELECT l.id, k.product_id FROM retail_order_lines AS l
JOIN skus AS k ON k.brand_id = l.brand_id AND k.id = l.sku_id
WHERE l.brand_id = $1 AND l.order_id = $2 AND l.line_no = $3
"""
_WRITE = """
INSERT INTO reviews (brand_id, id, code, order_line_id, product_id, store_id, customer_id, shown_name, stars, words,
  written_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_PICTURE = """
INSERT INTO review_pictures (brand_id, id, review_id, position, picture_id) VALUES ($1, $2, $3, $4, $5)
"""


class WriteReview(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`stars` from 1 (poor) to 5; `name` is what the pages call the customer, nothing else about them is shown."""

    line: Annotated[int, Meta(ge=1, le=100)]
    stars: Annotated[int, Meta(ge=1, le=5)]
    words: Annotated[str, Meta(max_length=2000)] = ""
    name: Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f<>{}]*$")] = ""


class ReviewWritten(msgspec.Struct, frozen=True):
    """`code` is the review's own address: /s/BRAND/STORE/reviews/CODE."""

    review_id: UUID
    code: str


async def write_review(
    scope: Scope,
    order: str,
    command: WriteReview,
    *,
    secret: str | None,
    photos: Sequence[bytes] = (),
    idempotency_key: str | None = None,
) -> ReviewWritten:
    """Review one line of the order, with up to six photos as they were uploaded.

    Raises NotFound; NotDeliveredYet; AlreadyReviewed; PictureRefused and InvalidInput at `photos[n]`.
    """
    if len(photos) > MOST_PICTURES:
        raise InvalidInput(FieldFault("photos", f"at most {MOST_PICTURES}", f"最多 {MOST_PICTURES} 张"))
    drawn = [await asyncio.to_thread(draw, photo, f"photos[{at}]") for at, photo in enumerate(photos)]

    async def work(tx: Tx) -> ReviewWritten:
        found = await open_order(tx, order, secret)
        if found["state"] != "delivered":
            raise NotDeliveredYet
        line = await tx.fetchrow(_LINE, tx.brand_id, found["id"], command.line)
        if line is None:
            raise NotFound(what="order line", ref=command.line)
        return await _write(tx, found, line, command, drawn)

    # Visitors share one actor: the order keeps their keys apart.
    return await once(scope, f"write_review {order}", idempotency_key, command, work, ReviewWritten)


async def _write(
    tx: Tx, order: asyncpg.Record, line: asyncpg.Record, command: WriteReview, drawn: Sequence[Drawn]
) -> ReviewWritten:
    written = ReviewWritten(new_id(), link_code(10))
    try:
        await tx.execute(
            _WRITE,
            tx.brand_id,
            written.review_id,
            written.code,
            line["id"],
            line["product_id"],
            order["store_id"],
            order["customer_id"],
            command.name.strip(),
            command.stars,
            command.words.strip(),
            tx.now,
        )
    except asyncpg.UniqueViolationError as taken:
        raise AlreadyReviewed from taken
    for position, picture in enumerate(drawn, start=1):
        kept = await write_picture(tx, picture)
        await tx.execute(_PICTURE, tx.brand_id, new_id(), written.review_id, position, kept.picture_id)
    return written
