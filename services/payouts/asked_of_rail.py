"""An item as its rail is asked for it."""

import asyncpg

from infra.errors import NotFound
from infra.rails.rail import PayoutAsked

ITEMS = """
SELECT i.id, i.seller_id, i.state, i.rail_key, i.net, i.currency, i.asked_at, b.rail, b.code, p.legal_name,
  p.account_number, p.bank_code
FROM payout_items AS i JOIN payout_batches AS b ON b.brand_id = i.brand_id AND b.id = i.batch_id
JOIN payee_profiles AS p ON p.brand_id = i.brand_id AND p.seller_id = i.seller_id
WHERE i.brand_id = $1
"""
OPEN_ITEM = ITEMS + " AND i.id = $2 AND i.state IN ('sent', 'unknown')"


def asked_of(row: asyncpg.Record, account: bytes | None) -> PayoutAsked:
    """Raises NotFound where the account number cannot be opened with this site's key."""
    if account is None:
        raise NotFound(what="payee account", ref=row["seller_id"])
    return PayoutAsked(
        key=row["rail_key"],
        amount=row["net"],
        currency=row["currency"],
        legal_name=row["legal_name"],
        account_number=account.decode(),
        bank_code=row["bank_code"],
        memo=row["code"],
    )
