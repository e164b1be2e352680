"""What is known of people is forgotten when nobody needs it any longer (docs/privacy.md).

Two periods: `touch_months` for what a browser left behind, as long as the touches themselves stay; `personal_months`
for what belongs to a sale, which the law keeps for three years (E-Commerce Law of the PRC, Article 31).
"""

from datetime import timedelta

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.privacy.erase_customer import erase_customer
from services.privacy.errors import ErasureTooEarly

KEEP_SESSIONS = timedelta(days=30)
KEEP_TOKENS = timedelta(days=400)
MONTH = timedelta(days=31)
BATCH = 5_000
GUESTS = 100
_SESSIONS = "DELETE FROM sessions WHERE brand_id = $1 AND least(expires_at, revoked_at) < $2"
_TOKENS = "DELETE FROM api_tokens WHERE brand_id = $1 AND least(expires_at, revoked_at) < $2"
_VIEWS = """
DELETE FROM landing_views WHERE brand_id = $1 AND touch_id IN
  (SELECT touch_id FROM landing_views WHERE brand_id = $1 AND at < $2 LIMIT $3)
"""
# A browser that nothing points at: no order, no customer, no share, no touch that is still in its table.
_VISITORS = """
DELETE FROM visitors WHERE brand_id = $1 AND id IN (
  SELECT v.id FROM visitors AS v WHERE v.brand_id = $1 AND v.created_at < $2
    AND NOT EXISTS (SELECT FROM touches AS x WHERE x.brand_id = $1 AND x.visitor_id = v.id)
    AND NOT EXISTS (SELECT FROM identifications AS x WHERE x.brand_id = $1 AND x.visitor_id = v.id)
    AND NOT EXISTS (SELECT FROM bindings AS x WHERE x.brand_id = $1 AND x.visitor_id = v.id)
    AND NOT EXISTS (SELECT FROM retail_orders AS x WHERE x.brand_id = $1 AND x.visitor_id = v.id)
    AND NOT EXISTS (SELECT FROM customer_shares AS x WHERE x.brand_id = $1 AND x.visitor_id = v.id)
    AND NOT EXISTS (SELECT FROM coupon_hand_outs AS x WHERE x.brand_id = $1 AND x.visitor_id = v.id)
  LIMIT $3)
"""
# Where an order went, and by what its buyer would be recognised. The amounts stay.
_ORDERS = """
WITH old AS (
  UPDATE retail_orders SET ship_to = '{}', address_hash = NULL, device_hash = NULL WHERE brand_id = $1 AND id IN (
    SELECT id FROM retail_orders WHERE brand_id = $1 AND placed_at < $2 AND ship_to <> '{}' LIMIT $3)
  RETURNING id),
parcels AS (UPDATE shipments AS s SET tracking_code = '', note = '' FROM old
  WHERE s.brand_id = $1 AND s.order_id = old.id),
words AS (UPDATE refunds AS r SET reason = '', decision_note = '' FROM old
  WHERE r.brand_id = $1 AND r.order_id = old.id),
payers AS (UPDATE payments AS p SET payer_hash = NULL FROM old WHERE p.brand_id = $1 AND p.order_id = old.id)
SELECT count(*) FROM old
"""
_MESSAGES = """
WITH old AS (SELECT id FROM conversations WHERE brand_id = $1 AND last_at < $2 LIMIT $3),
said AS (DELETE FROM messages AS m USING old WHERE m.brand_id = $1 AND m.conversation_id = old.id RETURNING 1)
SELECT array_agg(id) FROM old
"""
_TALKS = "DELETE FROM conversations WHERE brand_id = $1 AND id = ANY($2::uuid[])"
# What was asked and answered on a page stays of use to others; who asked does not.
_ASKED = """
UPDATE questions SET shown_name = '', visitor_id = NULL, account_id = NULL WHERE brand_id = $1 AND id IN (
  SELECT id FROM questions WHERE brand_id = $1 AND asked_at < $2
    AND (shown_name <> '' OR visitor_id IS NOT NULL OR account_id IS NOT NULL) LIMIT $3)
"""
# Whoever has an account may come back to it; a guest who has not bought for so long is nobody's customer any more.
_GUESTS = """
SELECT c.id FROM customers AS c
WHERE c.brand_id = $1 AND c.erased_at IS NULL AND c.account_id IS NULL AND c.created_at < $2
  AND NOT EXISTS (SELECT FROM retail_orders AS o WHERE o.brand_id = $1 AND o.customer_id = c.id AND o.placed_at >= $2)
  AND NOT EXISTS (SELECT FROM customer_merges AS m WHERE m.brand_id = $1 AND m.undone_at IS NULL
    AND c.id IN (m.from_customer_id, m.into_customer_id))
ORDER BY c.id LIMIT $3
"""


class PersonalForgotten(msgspec.Struct, frozen=True):
    """How many rows went or were emptied. `more`: a batch was full, call again."""

    sessions: int
    views: int
    visitors: int
    orders: int
    conversations: int
    questions: int
    guests: int
    more: bool


async def forget_personal(
    scope: Scope, *, touch_months: int, personal_months: int, batch: int = BATCH
) -> PersonalForgotten:
    """Forget a batch of each kind. Interrupted anywhere, the next call finds what is left."""

    async def work(tx: Tx) -> PersonalForgotten:
        seen, sold = tx.now - touch_months * MONTH, tx.now - personal_months * MONTH
        sessions = await tx.execute(_SESSIONS, tx.brand_id, tx.now - KEEP_SESSIONS)
        await tx.execute(_TOKENS, tx.brand_id, tx.now - KEEP_TOKENS)
        views = await tx.execute(_VIEWS, tx.brand_id, seen, batch)
        orders: int = await tx.fetchval(_ORDERS, tx.brand_id, sold, batch)
        talks = await tx.fetchval(_MESSAGES, tx.brand_id, sold, batch) or []
        await tx.execute(_TALKS, tx.brand_id, talks)
        questions = await tx.execute(_ASKED, tx.brand_id, sold, batch)
        visitors = await tx.execute(_VISITORS, tx.brand_id, seen, batch)
        more = batch in (views, orders, len(talks), questions, visitors)
        return PersonalForgotten(sessions, views, visitors, orders, len(talks), questions, 0, more)

    forgotten = await transact(scope, work)
    guests = await _forget_guests(scope, scope.clock.now() - personal_months * MONTH)
    return msgspec.structs.replace(forgotten, guests=guests, more=forgotten.more or guests == GUESTS)


async def _forget_guests(scope: Scope, before: object) -> int:
    found = await transact(scope, lambda tx: tx.fetch(_GUESTS, tx.brand_id, before, GUESTS))
    erased = 0
    for row in found:
        try:
            await erase_customer(scope, row["id"])
        except ErasureTooEarly:
            # A refund that nobody decided for three years: the brand's to end first.
            continue
        erased += 1
    return erased
