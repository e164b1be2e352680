"""What a statement is made of, read from the books: postings of one month, and what stood before and after it.

Only facts that never change are read: entries and postings, codes of orders and batches, what a commission line was
accrued with, what a clawback step took. Nothing that a later refund, payout or new name touches is among them.
"""

from services.bookkeeping.books_of_month import carried_before, carried_by

_SETTLES = "e.event IN ('payout_confirmed', 'payout_returned')"
_PARTS = f"""
  coalesce(-sum(p.amount) FILTER (WHERE a.code = 'seller_pending'), 0)::bigint AS pending,
  coalesce(-sum(p.amount) FILTER (WHERE a.code = 'seller_available'), 0)::bigint AS available,
  coalesce(-sum(p.amount) FILTER (WHERE a.code = 'payout_in_flight'), 0)::bigint AS in_flight,
  coalesce(sum(p.amount) FILTER (WHERE a.code = 'payout_in_flight' AND {_SETTLES}), 0)::bigint AS paid,
  coalesce(-sum(p.amount) FILTER (WHERE a.code = 'tax_withheld'), 0)::bigint AS withheld"""
_STOOD = """
  coalesce(-sum(s.{when}) FILTER (WHERE a.code = 'seller_pending'), 0)::bigint AS pending_{when},
  coalesce(-sum(s.{when}) FILTER (WHERE a.code = 'seller_available'), 0)::bigint AS available_{when},
  coalesce(-sum(s.{when}) FILTER (WHERE a.code = 'payout_in_flight'), 0)::bigint AS in_flight_{when},
  coalesce(sum(s.settled_{when}) FILTER (WHERE a.code = 'payout_in_flight'), 0)::bigint AS paid_{when},
  coalesce(-sum(s.{when}) FILTER (WHERE a.code = 'tax_withheld'), 0)::bigint AS withheld_{when}"""
_BOOKS = """
FROM ledger_accounts AS a JOIN postings AS p ON p.brand_id = a.brand_id AND p.account_id = a.id
JOIN journal_entries AS e ON e.brand_id = p.brand_id AND e.id = p.entry_id AND e.occurred_at = p.occurred_at"""
_HERE = carried_by("$2", "$3", "$4")
_BEFORE = carried_before("$2", "$3")

ACCOUNTS_OF = "SELECT id FROM ledger_accounts WHERE brand_id = $1 AND seller_id = ANY($2::uuid[])"
# Postings are summed by account before their accounts are looked up: a month's partition may be newer than what the
# planner knows of it, and then it would look an account up for every posting.
STANDINGS = f"""
WITH summed AS (
  SELECT p.account_id, p.currency, sum(p.amount) AS after,
    coalesce(sum(p.amount) FILTER (WHERE {_BEFORE}), 0) AS before,
    coalesce(sum(p.amount) FILTER (WHERE {_SETTLES}), 0) AS settled_after,
    coalesce(sum(p.amount) FILTER (WHERE {_SETTLES} AND {_BEFORE}), 0) AS settled_before
  FROM postings AS p
  JOIN journal_entries AS e ON e.brand_id = p.brand_id AND e.id = p.entry_id AND e.occurred_at = p.occurred_at
  WHERE p.brand_id = $1 AND p.occurred_at < $4 AND ({_BEFORE} OR {_HERE}) AND p.account_id = ANY($5::uuid[])
  GROUP BY p.account_id, p.currency)
SELECT a.seller_id, s.currency, {_STOOD.format(when="before")}, {_STOOD.format(when="after")}
FROM summed AS s JOIN ledger_accounts AS a ON a.brand_id = $1 AND a.id = s.account_id
GROUP BY a.seller_id, s.currency ORDER BY s.currency, a.seller_id
"""  # noqa: S608 - our own words
"""Per seller and currency, of these accounts, what stood at the month's opening and at its closing."""

_OF_SELLER = f"""
SELECT e.id, e.idempotency_key AS entry, e.event, e.occurred_at, e.cause_id, e.cause_kind, p.currency,
  e.late_month IS NOT NULL AS late, old.idempotency_key AS corrects,{_PARTS}
{_BOOKS} LEFT JOIN journal_entries AS old ON old.brand_id = e.brand_id AND old.id = e.corrects_id
WHERE a.brand_id = $1 AND p.account_id = ANY($5::uuid[]) AND {_HERE}
GROUP BY e.id, e.brand_id, old.idempotency_key, p.currency
"""
LINES = f"""
WITH moved AS ({_OF_SELLER})
SELECT m.*, coalesce(o.code, ro.code, ho.code, ko.code) AS order_code, b.code AS batch_code
FROM moved AS m
LEFT JOIN retail_orders AS o ON o.brand_id = $1 AND o.id = m.cause_id AND m.cause_kind = 'retail_order'
LEFT JOIN refunds AS r ON r.brand_id = $1 AND r.id = m.cause_id AND m.cause_kind = 'refund'
LEFT JOIN retail_orders AS ro ON ro.brand_id = $1 AND ro.id = r.order_id
LEFT JOIN commission_holds AS h ON h.brand_id = $1 AND h.id = m.cause_id AND m.cause_kind = 'commission_hold'
LEFT JOIN commission_lines AS hc ON hc.brand_id = $1 AND hc.id = h.commission_line_id
LEFT JOIN retail_order_lines AS hl ON hl.brand_id = $1 AND hl.id = hc.order_line_id
LEFT JOIN retail_orders AS ho ON ho.brand_id = $1 AND ho.id = hl.order_id
LEFT JOIN credit_corrections AS kc ON kc.brand_id = $1 AND kc.id = m.cause_id AND m.cause_kind = 'credit_correction'
LEFT JOIN retail_orders AS ko ON ko.brand_id = $1 AND ko.id = kc.order_id
LEFT JOIN payout_items AS i ON i.brand_id = $1 AND i.id = m.cause_id AND m.cause_kind = 'payout_item'
LEFT JOIN payout_batches AS b ON b.brand_id = $1 AND b.id = i.batch_id
ORDER BY m.occurred_at, m.entry COLLATE "C", m.currency
"""  # noqa: S608 - our own words
"""A seller's entries of the month, in order of their instants and then of their keys."""

_OF_LINE = """l.line_no AS line, NULL AS "order", k.code AS sku"""
DETAILS = f"""
SELECT l.order_id AS cause_id, 'commission_accrued' AS event, {_OF_LINE}, c.qty, c.rule, c.terms, c.weight, c.base,
  c.amount FROM commission_lines AS c JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
JOIN skus AS k ON k.brand_id = l.brand_id AND k.id = l.sku_id
WHERE c.brand_id = $1 AND c.seller_id = $2 AND l.order_id = ANY($3::uuid[]) AND c.correction_id IS NULL
UNION ALL
SELECT n.correction_id, CASE n.kind WHEN 'replaced' THEN 'commission_replaced' ELSE 'commission_recredited' END,
  {_OF_LINE}, c.qty, c.rule, c.terms, c.weight, c.base, CASE n.kind WHEN 'replaced' THEN -n.amount ELSE n.amount END
FROM credit_correction_lines AS n
JOIN commission_lines AS c ON c.brand_id = n.brand_id AND c.id = n.commission_line_id
JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
JOIN skus AS k ON k.brand_id = l.brand_id AND k.id = l.sku_id
WHERE n.brand_id = $1 AND n.seller_id = $2 AND n.correction_id = ANY($3::uuid[]) AND n.amount > 0
UNION ALL
SELECT l.order_id, 'own_stock_paid', {_OF_LINE}, c.qty, '', '', '1', c.amount, c.amount FROM proceeds_lines AS c
JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
JOIN skus AS k ON k.brand_id = l.brand_id AND k.id = l.sku_id
WHERE c.brand_id = $1 AND c.seller_id = $2 AND l.order_id = ANY($3::uuid[])
UNION ALL
SELECT f.refund_id, CASE WHEN v.commission_line_id IS NULL THEN 'own_stock_refunded' ELSE 'commission_reversed' END,
  {_OF_LINE}, f.qty, coalesce(c.rule, ''), coalesce(c.terms, ''), coalesce(c.weight, '1'), f.amount, -v.amount
FROM commission_reversals AS v JOIN refund_lines AS f ON f.brand_id = v.brand_id AND f.id = v.refund_line_id
JOIN retail_order_lines AS l ON l.brand_id = f.brand_id AND l.id = f.order_line_id
JOIN skus AS k ON k.brand_id = l.brand_id AND k.id = l.sku_id
LEFT JOIN commission_lines AS c ON c.brand_id = v.brand_id AND c.id = v.commission_line_id
LEFT JOIN proceeds_lines AS o ON o.brand_id = v.brand_id AND o.id = v.proceeds_line_id
WHERE v.brand_id = $1 AND coalesce(c.seller_id, o.seller_id) = $2 AND f.refund_id = ANY($3::uuid[]) AND v.amount > 0
ORDER BY 1, 2, 3, base, amount
"""  # noqa: S608 - our own words
"""The lines behind an accrual, a sale from own stock and a clawback: which SKU, by which rule, of which base."""

MATURED = """
WITH earned AS (
  SELECT id, brand_id, order_line_id, currency, qty, rule, terms, weight, base, amount, matured_at FROM commission_lines
  WHERE brand_id = $1 AND seller_id = $2 AND matured_at = ANY($3::timestamptz[])
  UNION ALL
  SELECT id, brand_id, order_line_id, currency, qty, '', '', '1', amount, amount, matured_at FROM proceeds_lines
  WHERE brand_id = $1 AND seller_id = $2 AND matured_at = ANY($3::timestamptz[])),
taken AS (
  SELECT s.line_id, sum(s.amount) AS amount FROM (
    SELECT coalesce(commission_line_id, proceeds_line_id) AS line_id, amount FROM commission_reversals
    WHERE brand_id = $1 AND NOT after_maturity
    UNION ALL
    SELECT c.id, c.amount - n.amount FROM credit_correction_lines AS n
    JOIN commission_lines AS c ON c.brand_id = n.brand_id AND c.id = n.commission_line_id
    WHERE n.brand_id = $1 AND n.seller_id = $2 AND n.kind = 'credited') AS s GROUP BY 1)
SELECT c.matured_at AS at, c.currency, l.line_no AS line, o.code AS "order", k.code AS sku, c.qty, c.rule, c.terms,
  c.weight, c.base, (c.amount - coalesce(t.amount, 0))::bigint AS amount
FROM earned AS c JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
JOIN retail_orders AS o ON o.brand_id = l.brand_id AND o.id = l.order_id
JOIN skus AS k ON k.brand_id = l.brand_id AND k.id = l.sku_id LEFT JOIN taken AS t ON t.line_id = c.id
ORDER BY o.code COLLATE "C", l.line_no, c.base, c.amount
"""
"""The lines that became available at these instants, net of what refunds had taken by then."""

ACCOUNTS = f"""
WITH summed AS (
  SELECT p.account_id, p.currency, coalesce(sum(p.amount) FILTER (WHERE {_BEFORE}), 0) AS opening,
    coalesce(sum(p.amount) FILTER (WHERE {_HERE} AND p.amount > 0), 0) AS debit,
    coalesce(-sum(p.amount) FILTER (WHERE {_HERE} AND p.amount < 0), 0) AS credit, sum(p.amount) AS closing
  FROM postings AS p
  JOIN journal_entries AS e ON e.brand_id = p.brand_id AND e.id = p.entry_id AND e.occurred_at = p.occurred_at
  WHERE p.brand_id = $1 AND p.occurred_at < $4 AND ({_BEFORE} OR {_HERE}) GROUP BY p.account_id, p.currency)
SELECT s.currency, a.code, sum(s.opening)::bigint AS opening, sum(s.debit)::bigint AS debit,
  sum(s.credit)::bigint AS credit, sum(s.closing)::bigint AS closing
FROM summed AS s JOIN ledger_accounts AS a ON a.brand_id = $1 AND a.id = s.account_id
GROUP BY s.currency, a.code ORDER BY s.currency, a.code
"""  # noqa: S608 - our own words
"""The brand's trial balance at the opening and the closing, sellers pooled, debit positive."""

EVENTS = f"""
WITH moved AS (
  SELECT p.account_id, p.currency, e.event, sum(p.amount) AS amount FROM postings AS p
  JOIN journal_entries AS e ON e.brand_id = p.brand_id AND e.id = p.entry_id AND e.occurred_at = p.occurred_at
  WHERE p.brand_id = $1 AND p.occurred_at < $4 AND {_HERE} GROUP BY p.account_id, p.currency, e.event)
SELECT m.currency, m.event, a.code, sum(m.amount)::bigint AS amount
FROM moved AS m JOIN ledger_accounts AS a ON a.brand_id = $1 AND a.id = m.account_id
GROUP BY m.currency, m.event, a.code ORDER BY m.currency, m.event, a.code
"""  # noqa: S608 - our own words
"""What each kind of event did to each account in the month, debit positive."""

ENTRIES = f"""
SELECT p.currency, e.event, count(DISTINCT e.id)::int AS entries FROM postings AS p
JOIN journal_entries AS e ON e.brand_id = p.brand_id AND e.id = p.entry_id AND e.occurred_at = p.occurred_at
WHERE p.brand_id = $1 AND p.occurred_at < $4 AND {_HERE} GROUP BY p.currency, e.event ORDER BY p.currency, e.event
"""  # noqa: S608 - our own words
"""How many entries each kind of event made in the month."""
