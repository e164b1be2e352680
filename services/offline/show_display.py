"""What a place's display shows now."""

import hmac
from datetime import datetime
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from infra.settings import current_settings
from services.offline.display_secret import display_secret
from services.sharing.place_codes import PlaceFacts, code_at, step_end

_PLACE = """
SELECT p.id, p.key_version, p.step_seconds, p.status, p.opens_at, p.closes_at, p.name, l.code, s.display_name,
  p.coupon IS NOT NULL AS coupon
FROM places AS p
JOIN links AS l ON l.brand_id = p.brand_id AND l.id = p.link_id
JOIN sellers AS s ON s.brand_id = l.brand_id AND s.id = l.seller_id
WHERE p.brand_id = $1 AND p.id = $2
"""


class Display(msgspec.Struct, frozen=True):
    """`address` is what the code says; null while the place is closed. It changes at `changes_at`."""

    name: str
    seller_name: str
    coupon: bool
    address: str | None
    changes_at: datetime
    now: datetime


async def show_display(scope: Scope, place_id: UUID, secret: str) -> Display:
    """Raises NotFound alike for a place that is not there and a secret that is not its own."""

    async def work(tx: Tx) -> Display:
        row = await tx.fetchrow(_PLACE, tx.brand_id, place_id)
        if row is None or not hmac.compare_digest(
            secret.encode(), display_secret(tx.brand_id, place_id, row["key_version"]).encode()
        ):
            raise NotFound(what="place", ref=place_id)
        place = PlaceFacts(
            row["id"],
            row["key_version"],
            row["step_seconds"],
            row["status"] == "open",
            row["opens_at"],
            row["closes_at"],
        )
        open_now = (
            place.open
            and (place.open_from is None or tx.now >= place.open_from)
            and (place.open_until is None or tx.now < place.open_until)
        )
        site = current_settings().public_url
        return Display(
            name=row["name"],
            seller_name=row["display_name"],
            coupon=row["coupon"],
            address=f"{site}/l/{row['code']}?via=qr&p={place_id.hex}&c={code_at(place, tx.now)}"
            if open_now
            else None,
            changes_at=step_end(place, tx.now),
            now=tx.now,
        )

    return await transact(scope, work)
