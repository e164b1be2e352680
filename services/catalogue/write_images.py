"""Set the pictures of products."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from infra.database import Tx
from infra.ids import new_id
from services.catalogue.shapes import Image

_FORGET = "DELETE FROM product_images WHERE brand_id = $1 AND product_id = ANY($2::uuid[])"
_WRITE = """
INSERT INTO product_images (brand_id, id, product_id, position, url, alt)
SELECT $1, i.id, i.product_id, i.position, i.url, i.alt
FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[]) AS i (id, product_id, position, url, alt)
"""


async def write_images(tx: Tx, images: Mapping[UUID, Sequence[Image]]) -> None:
    """Each product's pictures become these, in this order."""
    shown = [
        (product_id, position, image)
        for product_id, listed in images.items()
        for position, image in enumerate(listed, start=1)
    ]
    await tx.execute(_FORGET, tx.brand_id, list(images))
    if shown:
        await tx.execute(
            _WRITE,
            tx.brand_id,
            [new_id() for _ in shown],
            [product_id for product_id, _, _ in shown],
            [position for _, position, _ in shown],
            [image.url for _, _, image in shown],
            [image.alt for _, _, image in shown],
        )
