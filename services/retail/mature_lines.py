"""Move due lines from pending to available: the step that tasks take in bulk, and refunds and holds for one order."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from commission.ledger.entry import Happening
from commission.ledger.recipes.commission_matured import commission_matured
from infra.database import Tx
from infra.ids import new_id
from services.bookkeeping.post_entry import Caused

# A claim is one conditional UPDATE: whoever gets a line matures it, and nobody waits for a line that another has. The
# rows are locked, so their places (ctid) stand until they are changed: nothing is looked up twice, and a slice costs
# the same in a table of any size. An array of places, for a join with them may be made by reading the whole table.
_CLAIM_DUE = """
WITH due AS (
  SELECT ctid FROM {table} WHERE brand_id = $1 AND state = 'pending' AND due_at <= $2
  ORDER BY due_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
), claimed AS (
  UPDATE {table} AS c SET state = 'available', matured_at = $2
  WHERE c.brand_id = $1 AND c.ctid = ANY (ARRAY(SELECT ctid FROM due))
  RETURNING c.seller_id, c.currency, c.amount - c.reversed AS net
)
SELECT seller_id, currency, sum(net)::bigint AS net, count(*)::int AS lines FROM claimed GROUP BY seller_id, currency
"""
_CLAIM_OF_ORDERS = """
WITH due AS (
  SELECT c.id FROM {table} AS c
  JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
  WHERE c.brand_id = $1 AND c.state = 'pending' AND c.due_at <= $2 AND l.order_id = ANY($3::uuid[])
  ORDER BY c.id FOR NO KEY UPDATE OF c
), claimed AS (
  UPDATE {table} AS c SET state = 'available', matured_at = $2 FROM due
  WHERE c.brand_id = $1 AND c.id = due.id AND c.state = 'pending'
  RETURNING c.seller_id, c.currency, c.amount - c.reversed AS net
)
SELECT seller_id, currency, sum(net)::bigint AS net, count(*)::int AS lines FROM claimed GROUP BY seller_id, currency
"""
COMMISSION, PROCEEDS = "commission_lines", "proceeds_lines"


async def mature_batch(tx: Tx, table: str, limit: int, books: list[Caused]) -> int:
    """Mature up to `limit` due lines of `commission_lines` or `proceeds_lines`; how many. Caps are not looked at again
    (eligibility is judged at the order, payability at settlement)."""
    return await _post(tx, _CLAIM_DUE.format(table=table), limit, books)


async def mature_orders(tx: Tx, order_ids: Sequence[UUID], books: list[Caused]) -> int:
    """Mature what is due of these orders now: maturity comes before any event of its instant (money-rules.md,
    Commission), even where the task that does it is late."""
    matured = 0
    for table in (COMMISSION, PROCEEDS):
        matured += await _post(tx, _CLAIM_OF_ORDERS.format(table=table), list(order_ids), books)
    return matured


async def _post(tx: Tx, claim: str, which: object, books: list[Caused]) -> int:
    rows = await tx.fetch(claim, tx.brand_id, tx.now, which)
    per_currency: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        per_currency[row["currency"]].append((str(row["seller_id"]), row["net"]))
    for currency, nets in sorted(per_currency.items()):
        # The claim happens once, so a new id is key enough: a batch that rolled back claimed nothing.
        batch = new_id()
        what = Happening(str(batch), tx.now, currency)
        books.append(Caused(commission_matured(what, sorted(nets)), "maturity", batch))
    return sum(row["lines"] for row in rows)
