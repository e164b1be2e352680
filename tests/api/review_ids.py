"""What people look at, for the access matrix: a merge of customers, a signal, a hold that was decided, an appeal."""

from typing import Any
from uuid import UUID

from infra.ids import new_id
from tests.factories import MadeBrand
from tests.support.world import run, value

_CUSTOMER = "INSERT INTO customers (brand_id, id, name, created_at) VALUES ($1, $2, $3, now())"
_MERGE = """
INSERT INTO customer_merges (brand_id, id, from_customer_id, into_customer_id, via, at)
VALUES ($1, $2, $3, $4, 'operator', now())
"""
_HOLD = """
INSERT INTO commission_holds (brand_id, id, commission_line_id, reason_code, reason, deadline, state, held_at)
VALUES ($1, $2, $3, 'dispute', $4, now(), 'released', now())
"""
_SIGNAL = """
INSERT INTO fraud_signals (brand_id, id, order_id, commission_line_id, seller_id, rule, evidence, hold_id, found_at)
SELECT $1, $2, l.order_id, c.id, c.seller_id, 'click_flood', '{}', $3, now() FROM commission_lines AS c
JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id WHERE c.brand_id = $1 AND c.id = $4
"""
_APPEAL = """
INSERT INTO appeals (brand_id, id, order_id, order_line_id, seller_id, reason, state, filed_at, deadline)
SELECT $1, $2, l.order_id, l.id, $3, $5, 'open', now(), now() FROM retail_order_lines AS l
WHERE l.brand_id = $1 AND l.id = $4
"""


async def make_review_ids(
    brand: MadeBrand, seller_id: UUID, retail: dict[str, Any], marker: str
) -> dict[str, UUID | str]:
    """Ids by the names that paths and bodies call them."""
    scope = brand.scope
    ids: dict[str, UUID | str] = {
        name: new_id() for name in ("other_customer_id", "merge_id", "hold_id", "signal_id", "appeal_id")
    }
    merged = new_id()
    await run(scope, _CUSTOMER, ids["other_customer_id"], f"{marker} guest")
    await run(scope, _CUSTOMER, merged, f"{marker} merged guest")
    await run(scope, _MERGE, ids["merge_id"], merged, ids["other_customer_id"])
    await run(scope, _HOLD, ids["hold_id"], retail["commission_line_id"], f"{marker} reason")
    await run(scope, _SIGNAL, ids["signal_id"], ids["hold_id"], retail["commission_line_id"])
    await run(scope, _APPEAL, ids["appeal_id"], seller_id, retail["order_line_id"], f"{marker} appeal")
    assert await value(scope, "SELECT count(*) FROM appeals WHERE brand_id = $1") == 1
    return ids
