"""What must hold between the books and the rows they speak of. One statement a proof; it returns what breaks it.

Every statement takes the brand ($1) and answers rows of (what, expected, found); no row is proof. What the postings of
each account sum to is read once for all of them: a statement that needs it begins with BOOKED.
"""

from dataclasses import dataclass

from services.bookkeeping.books_of_month import HASHES_OF_CLOSED


@dataclass(frozen=True, slots=True)
class Proof:
    """`name` is stable, `sentence` says what is claimed."""

    name: str
    sentence: str
    query: str

    @property
    def takes_sums(self) -> bool:
        """Whether the sums of the accounts go with it, as BOOKED wants them."""
        return BOOKED in self.query


BOOKED = """WITH booked AS (
          SELECT * FROM unnest($2::text[], $3::uuid[], $4::text[], $5::numeric[], $6::numeric[])
            AS sums (code, seller_id, currency, total, paid))"""
"""The accounts with the sum of their postings; of payouts in flight, also the part that was confirmed or came back."""

_SUMS = """
WITH per_account AS (
  SELECT account_id, sum(amount) AS total, count(*) AS postings{weighed} FROM postings WHERE brand_id = $1
  GROUP BY account_id),
confirmed AS (
  SELECT p.account_id, sum(p.amount) AS total FROM ledger_accounts a
  JOIN postings p ON p.brand_id = a.brand_id AND p.account_id = a.id
  JOIN journal_entries e ON e.brand_id = p.brand_id AND e.id = p.entry_id
  WHERE a.brand_id = $1 AND a.code = 'payout_in_flight' AND e.event IN ('payout_confirmed', 'payout_returned')
  GROUP BY p.account_id)
SELECT a.code, a.seller_id, a.currency::text AS currency, s.*, coalesce(c.total, 0) AS paid
FROM per_account s JOIN ledger_accounts a ON a.brand_id = $1 AND a.id = s.account_id
LEFT JOIN confirmed c ON c.account_id = a.id
"""
_WEIGHED = "sum(amount * (uuid_hash_extended(entry_id, $2) & 268435455)) AS weighed"
SUMS = _SUMS.format(weighed="")
"""One scan of the postings: what each account sums to."""

WEIGHED_SUMS = _SUMS.format(weighed=f", {_WEIGHED}")
"""The same scan with one more sum, in which each entry weighs 28 bits of a hash of it under a salt ($2). Where every
entry sums to zero it is zero in each currency, whatever the salt; where one does not, it is zero by chance once in 268
million times. An amount beyond 34,359,738,496 minor units may be too large for it."""

PROOFS: tuple[Proof, ...] = (
    Proof(
        "entries_sum_to_zero",
        "Every journal entry has postings, and they sum to zero per currency.",
        """
        SELECT e.idempotency_key AS what, 0::numeric AS expected, coalesce(s.total, 0) AS found
        FROM journal_entries e
        LEFT JOIN (SELECT entry_id, sum(abs(total)) AS total, sum(legs) AS legs
                   FROM (SELECT entry_id, sum(amount) AS total, count(*) AS legs FROM postings
                         WHERE brand_id = $1 GROUP BY entry_id, currency) per_currency
                   GROUP BY entry_id) s ON s.entry_id = e.id
        WHERE e.brand_id = $1 AND (s.legs IS NULL OR s.legs < 2 OR s.total <> 0)
        """,
    ),
    Proof(
        "balances_are_their_postings",
        "Each seller's pending, available, in flight, paid and withheld are what the postings sum to.",
        f"""
        {BOOKED}, posted AS (
          SELECT seller_id, currency,
            coalesce(-sum(total) FILTER (WHERE code = 'seller_pending'), 0) AS pending,
            coalesce(-sum(total) FILTER (WHERE code = 'seller_available'), 0) AS available,
            coalesce(-sum(total) FILTER (WHERE code = 'payout_in_flight'), 0) AS in_flight,
            coalesce(sum(paid) FILTER (WHERE code = 'payout_in_flight'), 0) AS paid,
            coalesce(-sum(total) FILTER (WHERE code = 'tax_withheld'), 0) AS withheld
          FROM booked WHERE seller_id IS NOT NULL GROUP BY seller_id, currency)
        SELECT coalesce(p.seller_id, b.seller_id)::text || ' ' || part.name AS what, part.posted AS expected,
          part.kept AS found
        FROM posted p FULL JOIN (SELECT * FROM seller_balances WHERE brand_id = $1) b
          ON b.seller_id = p.seller_id AND b.currency = p.currency
        CROSS JOIN LATERAL (VALUES
          ('pending', coalesce(p.pending, 0), coalesce(b.pending, 0)::numeric),
          ('available', coalesce(p.available, 0), coalesce(b.available, 0)),
          ('in flight', coalesce(p.in_flight, 0), coalesce(b.in_flight, 0)),
          ('paid', coalesce(p.paid, 0), coalesce(b.paid, 0)),
          ('withheld', coalesce(p.withheld, 0), coalesce(b.withheld, 0))) AS part (name, posted, kept)
        WHERE part.posted <> part.kept
        """,  # noqa: S608 - our own words
    ),
    Proof(
        "balances_are_their_lines",
        "Each seller's pending is the sum of unmatured lines net of reversals; available, in flight, paid and"
        " withheld together are the sum of matured ones.",
        """
        WITH lines AS (
          SELECT seller_id, currency, amount - reversed AS net, matured_at FROM commission_lines WHERE brand_id = $1
          UNION ALL
          SELECT seller_id, currency, amount - reversed, matured_at FROM proceeds_lines WHERE brand_id = $1),
        due AS (
          SELECT seller_id, currency, coalesce(sum(net) FILTER (WHERE matured_at IS NULL), 0) AS pending,
            coalesce(sum(net) FILTER (WHERE matured_at IS NOT NULL), 0) AS matured
          FROM lines GROUP BY seller_id, currency)
        SELECT coalesce(d.seller_id, b.seller_id)::text || ' ' || part.name AS what, part.due AS expected,
          part.kept AS found
        FROM due d FULL JOIN (SELECT * FROM seller_balances WHERE brand_id = $1) b
          ON b.seller_id = d.seller_id AND b.currency = d.currency
        CROSS JOIN LATERAL (VALUES
          ('pending', coalesce(d.pending, 0), coalesce(b.pending, 0)::numeric),
          ('matured', coalesce(d.matured, 0), coalesce(b.available + b.in_flight + b.paid + b.withheld, 0)))
          AS part (name, due, kept)
        WHERE part.due <> part.kept
        """,
    ),
    Proof(
        "payouts_are_their_items",
        "Each seller's in flight, paid and withheld equal the payout items in those states.",
        """
        WITH items AS (
          SELECT seller_id, currency,
            coalesce(sum(net) FILTER (WHERE state IN ('sent', 'unknown')), 0) AS in_flight,
            coalesce(sum(net) FILTER (WHERE state = 'confirmed'), 0) AS paid,
            coalesce(sum(tax) FILTER (WHERE state IN ('sent', 'unknown', 'confirmed')), 0) AS withheld
          FROM payout_items WHERE brand_id = $1 GROUP BY seller_id, currency)
        SELECT coalesce(i.seller_id, b.seller_id)::text || ' ' || part.name AS what, part.items AS expected,
          part.kept AS found
        FROM items i FULL JOIN (SELECT * FROM seller_balances WHERE brand_id = $1) b
          ON b.seller_id = i.seller_id AND b.currency = i.currency
        CROSS JOIN LATERAL (VALUES
          ('in flight', coalesce(i.in_flight, 0), coalesce(b.in_flight, 0)::numeric),
          ('paid', coalesce(i.paid, 0), coalesce(b.paid, 0)),
          ('withheld', coalesce(i.withheld, 0), coalesce(b.withheld, 0))) AS part (name, items, kept)
        WHERE part.items <> part.kept
        """,
    ),
    Proof(
        "reversals_are_their_steps",
        "What a commission or proceeds line says was reversed is the sum of its clawback steps and of what corrections"
        " took, never above what was earned; a line that a correction gave began with what was refunded before.",
        """
        SELECT c.id::text AS what, c.amount::numeric AS expected, c.reversed::numeric AS found
        FROM (SELECT id, amount, reversed FROM commission_lines WHERE brand_id = $1
              UNION ALL SELECT id, amount, reversed FROM proceeds_lines WHERE brand_id = $1) c
        LEFT JOIN (SELECT coalesce(commission_line_id, proceeds_line_id) AS line_id, sum(amount) AS steps
                   FROM commission_reversals WHERE brand_id = $1 GROUP BY 1) r ON r.line_id = c.id
        LEFT JOIN (SELECT commission_line_id AS line_id, sum(amount) FILTER (WHERE kind = 'replaced') AS taken,
                     sum(amount) FILTER (WHERE kind = 'credited') AS given
                   FROM credit_correction_lines WHERE brand_id = $1 GROUP BY 1) k ON k.line_id = c.id
        -- Of nearly every line nothing was ever taken, and nothing is to be reckoned.
        WHERE (c.reversed <> 0 OR r.line_id IS NOT NULL OR k.line_id IS NOT NULL)
          AND (c.reversed > c.amount
            OR (c.reversed <> coalesce(r.steps, 0) + coalesce(k.taken, 0) + c.amount - coalesce(k.given, c.amount)
                AND NOT EXISTS (SELECT 1 FROM commission_holds h
                                WHERE h.brand_id = $1 AND h.commission_line_id = c.id AND h.state = 'refused')))
        """,
    ),
    Proof(
        "retail_sales_are_in_the_books",
        "Retail revenue is what customers paid for goods from the brand's stock, net of refunds.",
        f"""
        {BOOKED}, sold AS (
          SELECT coalesce(sum(l.paid - l.refunded), 0) AS goods FROM retail_order_lines l
          JOIN retail_orders o ON o.brand_id = l.brand_id AND o.id = l.order_id
          WHERE l.brand_id = $1 AND o.paid_at IS NOT NULL AND NOT o.from_stock),
        books AS (
          SELECT coalesce(-sum(total), 0) AS goods FROM booked WHERE code = 'retail_revenue')
        SELECT 'retail_revenue' AS what, sold.goods AS expected, books.goods AS found
        FROM sold, books WHERE sold.goods <> books.goods
        """,  # noqa: S608 - our own words
    ),
    Proof(
        "tax_and_shipping_are_in_the_books",
        "Tax and shipping are what retail orders were charged for them, net of refunds.",
        f"""
        {BOOKED}, charged AS (
          SELECT coalesce(sum(tax_total), 0) AS tax, coalesce(sum(shipping_total), 0) AS shipping
          FROM retail_orders WHERE brand_id = $1 AND paid_at IS NOT NULL),
        refunded AS (
          SELECT coalesce(sum(tax_amount), 0) AS tax, coalesce(sum(shipping_amount), 0) AS shipping
          FROM refunds WHERE brand_id = $1 AND state = 'refunded'),
        books AS (
          SELECT coalesce(-sum(total) FILTER (WHERE code = 'sales_tax'), 0) AS tax,
            coalesce(-sum(total) FILTER (WHERE code = 'shipping'), 0) AS shipping FROM booked)
        SELECT part.name AS what, part.charged AS expected, part.booked AS found FROM charged, refunded, books
        CROSS JOIN LATERAL (VALUES ('sales_tax', charged.tax - refunded.tax, books.tax),
          ('shipping', charged.shipping - refunded.shipping, books.shipping)) AS part (name, charged, booked)
        WHERE part.charged <> part.booked
        """,  # noqa: S608 - our own words
    ),
    Proof(
        "refunds_are_their_lines",
        "What an order and its lines say was refunded is the sum of the refunds that name them.",
        """
        SELECT o.code AS what, coalesce(r.total, 0)::numeric AS expected, o.refunded_total::numeric AS found
        FROM retail_orders o
        LEFT JOIN (SELECT order_id, sum(goods_amount + tax_amount + shipping_amount) AS total FROM refunds
                   WHERE brand_id = $1 AND state = 'refunded' GROUP BY 1) r ON r.order_id = o.id
        WHERE o.brand_id = $1 AND coalesce(r.total, 0) <> o.refunded_total
        UNION ALL
        SELECT l.id::text || ' ' || part.name, part.steps, part.kept
        FROM retail_order_lines l
        LEFT JOIN (SELECT f.order_line_id, sum(f.qty) AS qty, sum(f.amount) AS amount, sum(f.tax_amount) AS tax
                   FROM refund_lines f JOIN refunds r ON r.brand_id = f.brand_id AND r.id = f.refund_id
                   WHERE f.brand_id = $1 AND r.state = 'refunded' GROUP BY 1) f ON f.order_line_id = l.id
        CROSS JOIN LATERAL (VALUES ('units', coalesce(f.qty, 0)::numeric, l.refunded_qty::numeric),
          ('goods', coalesce(f.amount, 0), l.refunded), ('tax', coalesce(f.tax, 0), l.tax_refunded))
          AS part (name, steps, kept)
        WHERE l.brand_id = $1 AND part.steps <> part.kept
        """,
    ),
    Proof(
        "stray_payments_are_owed",
        "What customers are owed for payments that no order took is what has not been sent back of them.",
        f"""
        {BOOKED}, owed AS (
          SELECT coalesce(sum(p.amount), 0) - coalesce(sum(r.amount) FILTER (WHERE r.state = 'succeeded'), 0) AS amount
          FROM payments p LEFT JOIN payment_refunds r
            ON r.brand_id = p.brand_id AND r.payment_id = p.id AND r.cause_id = p.id
          WHERE p.brand_id = $1 AND p.state = 'stray'),
        books AS (
          SELECT coalesce(-sum(total), 0) AS amount FROM booked WHERE code = 'customer_refunds_due')
        SELECT 'customer_refunds_due' AS what, owed.amount AS expected, books.amount AS found
        FROM owed, books WHERE owed.amount <> books.amount
        """,  # noqa: S608 - our own words
    ),
    Proof(
        "wholesale_sales_are_in_the_books",
        "Wholesale revenue is the net of paid stock orders less refunds before fees; restocking fees are income.",
        f"""
        {BOOKED}, sold AS (
          SELECT coalesce(sum(net - gross_refunded), 0) AS net, coalesce(sum(fee_charged), 0) AS fee
          FROM lots WHERE brand_id = $1),
        books AS (
          SELECT coalesce(-sum(total) FILTER (WHERE code = 'wholesale_revenue'), 0) AS net,
            coalesce(-sum(total) FILTER (WHERE code = 'restocking_fee_income'), 0) AS fee FROM booked)
        SELECT part.name AS what, part.sold AS expected, part.booked AS found FROM sold, books
        CROSS JOIN LATERAL (VALUES ('wholesale_revenue', sold.net, books.net),
          ('restocking_fee_income', sold.fee, books.fee)) AS part (name, sold, booked)
        WHERE part.sold <> part.booked
        """,  # noqa: S608 - our own words
    ),
    Proof(
        "lots_are_their_movements",
        "What of a lot was sold and returned is the sum of its sales from own stock and its returns.",
        """
        SELECT l.id::text || ' ' || part.name AS what, part.moved AS expected, part.kept AS found
        FROM lots l
        LEFT JOIN (SELECT lot_id, sum(qty - put_back) AS sold FROM lot_consumptions WHERE brand_id = $1 GROUP BY 1) c
          ON c.lot_id = l.id
        LEFT JOIN (SELECT lot_id, sum(qty) AS returned, sum(gross) AS gross, sum(fee) AS fee
                   FROM stock_return_lines WHERE brand_id = $1 GROUP BY 1) r ON r.lot_id = l.id
        CROSS JOIN LATERAL (VALUES
          ('sold', coalesce(c.sold, 0)::numeric, l.sold::numeric),
          ('returned', coalesce(r.returned, 0), l.returned),
          ('refunded before fee', coalesce(r.gross, 0), l.gross_refunded),
          ('fee', coalesce(r.fee, 0), l.fee_charged)) AS part (name, moved, kept)
        WHERE l.brand_id = $1 AND part.moved <> part.kept
        """,
    ),
    Proof(
        "stock_is_its_movements",
        "Stock on hand is the sum of its movements, and reserved is what open reservations hold.",
        """
        SELECT s.id::text || ' ' || part.name AS what, part.moved AS expected, part.kept AS found
        FROM stock_levels s
        LEFT JOIN (SELECT location_id, sku_id, sum(qty) AS qty FROM stock_movements WHERE brand_id = $1 GROUP BY 1, 2) m
          ON m.location_id = s.location_id AND m.sku_id = s.sku_id
        LEFT JOIN (SELECT location_id, sku_id, sum(qty) AS qty FROM reservations
                   WHERE brand_id = $1 AND state = 'held' GROUP BY 1, 2) r
          ON r.location_id = s.location_id AND r.sku_id = s.sku_id
        CROSS JOIN LATERAL (VALUES ('on hand', coalesce(m.qty, 0)::numeric, s.on_hand::numeric),
          ('reserved', coalesce(r.qty, 0), s.reserved)) AS part (name, moved, kept)
        WHERE s.brand_id = $1 AND part.moved <> part.kept
        """,
    ),
    Proof(
        "coupons_are_their_uses",
        "A coupon's uses are the orders that redeemed it and did not give it back.",
        """
        SELECT c.code AS what, coalesce(r.uses, 0)::numeric AS expected, c.used::numeric AS found
        FROM coupons c
        LEFT JOIN (SELECT coupon_id, count(*) AS uses FROM coupon_redemptions
                   WHERE brand_id = $1 AND released_at IS NULL GROUP BY 1) r ON r.coupon_id = c.id
        WHERE c.brand_id = $1 AND coalesce(r.uses, 0) <> c.used
        """,
    ),
    Proof(
        "closed_months_stand",
        "What the statements of each closed month carry is what it was at the closing, to the last posting.",
        f"""
        SELECT to_char(month, 'YYYY-MM') AS what, books_hash AS expected, found
        FROM ({HASHES_OF_CLOSED}) AS closed WHERE found <> books_hash ORDER BY month
        """,  # noqa: S608 - our own words
    ),
)
