"""Whether a seller is a buyer's own person, as far as accounts and phone numbers tell today."""

from uuid import UUID

from infra.database import Tx
from services.sharing.customer_groups import customer_groups

_SAME = """
SELECT EXISTS (
  SELECT FROM sellers AS s
  LEFT JOIN accounts AS a ON a.brand_id = s.brand_id AND a.id = s.account_id
  JOIN customers AS c ON c.brand_id = s.brand_id AND c.id = ANY($3::uuid[])
  LEFT JOIN accounts AS b ON b.brand_id = c.brand_id AND b.id = c.account_id
  WHERE s.brand_id = $1 AND s.id = $2 AND (
    s.account_id = c.account_id OR a.phone IN (c.phone, b.phone) OR s.id = ANY(c.same_as_sellers)))
"""


async def same_person(tx: Tx, seller_id: UUID, customer_id: UUID) -> bool:
    """By account or phone (money-rules.md, Attribution 2; compliance.md, G-01)."""
    groups = await customer_groups(tx, [customer_id], tx.now)
    return bool(await tx.fetchval(_SAME, tx.brand_id, seller_id, list(groups[customer_id].members)))
