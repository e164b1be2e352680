"""The whole address of a link, as it is printed and sent."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from infra.settings import current_settings

_HOST = """
SELECT l.code, (SELECT host FROM link_domains AS d
  WHERE d.brand_id = l.brand_id AND d.verified_at IS NOT NULL ORDER BY d.verified_at LIMIT 1) AS host
FROM links AS l WHERE l.brand_id = $1 AND l.id = $2 AND ($3::uuid IS NULL OR l.seller_id = $3)
"""


def qr_address(site: str, code: str) -> str:
    """What a QR code says: the address, and that it was scanned."""
    return f"{site}/l/{code}?via=qr"


async def qr_address_of(scope: Scope, link_id: UUID, *, seller_id: UUID | None = None) -> str:
    """What a link's QR code says: on the brand's own host where it has one, which opens the site's own page. With
    `seller_id` another seller's link is not there. Raises NotFound."""

    async def work(tx: Tx) -> str:
        row = await tx.fetchrow(_HOST, tx.brand_id, link_id, seller_id)
        if row is None:
            raise NotFound(what="link", ref=link_id)
        if row["host"]:
            return f"https://{row['host']}/{row['code']}?via=qr"
        return qr_address(current_settings().public_url, row["code"])

    return await transact(scope, work)
