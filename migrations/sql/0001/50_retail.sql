-- A shopper's order from placement to refund, who is credited with it, and what that is worth.

CREATE TABLE retail_orders (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  code text NOT NULL,
  store_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  visitor_id uuid,
  coupon_id uuid,
  from_stock boolean NOT NULL DEFAULT false,
  state text NOT NULL CHECK (state IN ('placed', 'paid', 'delivered', 'cancelled')),
  currency char(3) NOT NULL,
  goods_total bigint NOT NULL CHECK (goods_total >= 0),
  discount_total bigint NOT NULL DEFAULT 0 CHECK (discount_total >= 0),
  shipping_total bigint NOT NULL DEFAULT 0 CHECK (shipping_total >= 0),
  tax_total bigint NOT NULL DEFAULT 0 CHECK (tax_total >= 0),
  tax_included boolean NOT NULL DEFAULT false,
  total bigint NOT NULL,
  refunded_total bigint NOT NULL DEFAULT 0 CHECK (refunded_total >= 0),
  ship_to jsonb NOT NULL DEFAULT '{}',
  access_hash bytea,
  placed_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  paid_at timestamptz,
  delivered_at timestamptz,
  cancelled_at timestamptz,
  cancelled_for text CHECK (cancelled_for IN ('expired', 'customer', 'brand')),
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code),
  CHECK (total = goods_total - discount_total + shipping_total + CASE WHEN tax_included THEN 0 ELSE tax_total END),
  CHECK ((state = 'cancelled') = (cancelled_for IS NOT NULL)),
  CHECK (discount_total <= goods_total AND refunded_total <= total),
  FOREIGN KEY (brand_id, store_id) REFERENCES stores (brand_id, id),
  FOREIGN KEY (brand_id, customer_id) REFERENCES customers (brand_id, id),
  FOREIGN KEY (brand_id, visitor_id) REFERENCES visitors (brand_id, id),
  FOREIGN KEY (brand_id, coupon_id) REFERENCES coupons (brand_id, id)
);
CREATE INDEX ON retail_orders (brand_id, store_id, placed_at);
CREATE INDEX ON retail_orders (brand_id, customer_id, paid_at);
CREATE INDEX ON retail_orders (brand_id, placed_at);
CREATE INDEX ON retail_orders (brand_id, expires_at) WHERE state = 'placed';
COMMENT ON TABLE retail_orders IS 'An end customer''s order in a micro-store; once paid it is a conversion';
COMMENT ON COLUMN retail_orders.access_hash IS 'Hash of the secret in a guest''s order address';
COMMENT ON COLUMN retail_orders.tax_included IS 'Whether goods_total is a price with tax in it; tax_total is a part of it then, else it comes on top';
COMMENT ON COLUMN retail_orders.cancelled_for IS 'An order that merely expired may still take a late payment; one that somebody cancelled may not';

CREATE TABLE retail_order_lines (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  line_no int NOT NULL CHECK (line_no > 0),
  sku_id uuid NOT NULL,
  qty int NOT NULL CHECK (qty > 0),
  unit_price bigint NOT NULL CHECK (unit_price >= 0),
  gross bigint NOT NULL CHECK (gross = unit_price * qty),
  discount bigint NOT NULL DEFAULT 0 CHECK (discount >= 0),
  paid bigint NOT NULL CHECK (paid >= 0),
  tax bigint NOT NULL DEFAULT 0 CHECK (tax >= 0),
  tax_included boolean NOT NULL DEFAULT false,
  refunded_qty int NOT NULL DEFAULT 0,
  refunded bigint NOT NULL DEFAULT 0,
  tax_refunded bigint NOT NULL DEFAULT 0 CHECK (tax_refunded BETWEEN 0 AND tax),
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, order_id, line_no),
  CHECK (paid = gross - discount - CASE WHEN tax_included THEN tax ELSE 0 END),
  CHECK (refunded_qty BETWEEN 0 AND qty),
  CHECK (refunded BETWEEN 0 AND paid),
  FOREIGN KEY (brand_id, order_id) REFERENCES retail_orders (brand_id, id),
  FOREIGN KEY (brand_id, sku_id) REFERENCES skus (brand_id, id)
);
COMMENT ON TABLE retail_order_lines IS 'A line of a retail order; paid is the commission base: after discounts, without tax and shipping';

CREATE TABLE coupon_redemptions (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  coupon_id uuid NOT NULL,
  order_id uuid NOT NULL,
  at timestamptz NOT NULL,
  released_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, order_id),
  FOREIGN KEY (brand_id, coupon_id) REFERENCES coupons (brand_id, id),
  FOREIGN KEY (brand_id, order_id) REFERENCES retail_orders (brand_id, id)
);
COMMENT ON TABLE coupon_redemptions IS 'One use of a coupon by one order; released when the order is cancelled unpaid';

CREATE TABLE payments (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  gateway text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('retail', 'stock')),
  order_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  currency char(3) NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed', 'expired', 'stray')),
  gateway_ref text,
  pay_url text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, gateway, gateway_ref)
);
CREATE INDEX ON payments (brand_id, order_id);
COMMENT ON TABLE payments IS 'A payment asked of a gateway for a retail or a stock order';
COMMENT ON COLUMN payments.state IS 'stray: the customer paid, but the order could not take it (paid already, cancelled, sold out); it is sent back';

CREATE TABLE payment_refunds (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  payment_id uuid NOT NULL,
  cause_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  state text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
  gateway_ref text,
  attempts int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, payment_id, cause_id),
  FOREIGN KEY (brand_id, payment_id) REFERENCES payments (brand_id, id)
);
CREATE INDEX ON payment_refunds (brand_id, created_at) WHERE state = 'pending';
COMMENT ON TABLE payment_refunds IS 'Money the gateway is asked to send back, once for each refund or stock return';

CREATE TABLE webhook_events (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  kind text NOT NULL,
  body_hash text NOT NULL,
  body jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('applied', 'parked', 'ignored', 'refused')),
  note text NOT NULL DEFAULT '',
  subject_ref text NOT NULL DEFAULT '',
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  applied_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, source, event_id)
);
CREATE INDEX ON webhook_events (brand_id, source, subject_ref) WHERE state = 'parked';
COMMENT ON TABLE webhook_events IS 'An event a gateway or shop sent: once by (source, event id); parked while what it is about is not known yet';
COMMENT ON COLUMN webhook_events.state IS 'refused: genuine, but it contradicts what we know (another amount or currency, an unknown payment); note says how';

CREATE TABLE refunds (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('requested', 'refunded', 'declined')),
  reason text NOT NULL DEFAULT '',
  goods_amount bigint NOT NULL DEFAULT 0 CHECK (goods_amount >= 0),
  tax_amount bigint NOT NULL DEFAULT 0 CHECK (tax_amount >= 0),
  shipping_amount bigint NOT NULL DEFAULT 0 CHECK (shipping_amount >= 0),
  requested_at timestamptz NOT NULL,
  requested_by uuid,
  decided_at timestamptz,
  decided_by uuid,
  decision_note text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, order_id) REFERENCES retail_orders (brand_id, id)
);
CREATE INDEX ON refunds (brand_id, order_id);
CREATE INDEX ON refunds (brand_id, requested_at) WHERE state = 'requested';
COMMENT ON TABLE refunds IS 'A retail refund, asked for by the customer and decided by the brand or the seller''s own stock';

CREATE TABLE refund_lines (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  refund_id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  qty int NOT NULL CHECK (qty > 0),
  amount bigint NOT NULL CHECK (amount >= 0),
  tax_amount bigint NOT NULL DEFAULT 0 CHECK (tax_amount >= 0),
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, refund_id, order_line_id),
  FOREIGN KEY (brand_id, refund_id) REFERENCES refunds (brand_id, id),
  FOREIGN KEY (brand_id, order_line_id) REFERENCES retail_order_lines (brand_id, id)
);
COMMENT ON TABLE refund_lines IS 'Units of a line that were refunded, by the cumulative rule';

CREATE TABLE attribution_decisions (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  order_id uuid NOT NULL,
  policy_id uuid NOT NULL,
  decided_by text CHECK (decided_by IN ('coupon', 'binding', 'touch', 'store')),
  credits jsonb NOT NULL,
  body jsonb NOT NULL,
  decided_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, order_line_id),
  FOREIGN KEY (brand_id, order_line_id) REFERENCES retail_order_lines (brand_id, id),
  FOREIGN KEY (brand_id, policy_id) REFERENCES attribution_policies (brand_id, id)
);
CREATE INDEX ON attribution_decisions (brand_id, order_id);
COMMENT ON TABLE attribution_decisions IS 'Who gets the sale and why, per order line: candidates, drops with reason, rule and arithmetic; replays to the same answer';
COMMENT ON COLUMN attribution_decisions.decided_by IS 'Null: nobody is credited, and the body says so';

-- The anti-pyramid law in the database: what a commission line rests on is a retail order line. Its only foreign key
-- goes there; no column could hold a stock order, a recruit, a fee or another seller's sale.
CREATE TABLE commission_lines (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  plan_id uuid NOT NULL,
  rule text NOT NULL,
  terms text NOT NULL DEFAULT '',
  weight text NOT NULL,
  base bigint NOT NULL CHECK (base >= 0),
  amount bigint NOT NULL CHECK (amount > 0),
  reversed bigint NOT NULL DEFAULT 0,
  qty int NOT NULL CHECK (qty > 0),
  reversed_qty int NOT NULL DEFAULT 0,
  currency char(3) NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'held', 'available', 'paid', 'reversed')),
  accrued_at timestamptz NOT NULL,
  earned_month date NOT NULL,
  due_at timestamptz NOT NULL,
  matured_at timestamptz,
  payout_item_id uuid,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, order_line_id, seller_id),
  CHECK (reversed BETWEEN 0 AND amount),
  CHECK (reversed_qty BETWEEN 0 AND qty),
  CHECK ((state = 'reversed') = (reversed = amount)),
  FOREIGN KEY (brand_id, order_line_id) REFERENCES retail_order_lines (brand_id, id)
);
CREATE INDEX ON commission_lines (brand_id, seller_id, accrued_at);
CREATE INDEX ON commission_lines (brand_id, seller_id, earned_month);
CREATE INDEX ON commission_lines (brand_id, due_at) WHERE state = 'pending';
CREATE INDEX ON commission_lines (brand_id, seller_id) WHERE state = 'available';
CREATE INDEX ON commission_lines (brand_id, payout_item_id) WHERE payout_item_id IS NOT NULL;
COMMENT ON TABLE commission_lines IS 'What one seller earns on one line sold to an end customer. Rule, rate and base are frozen at payment';
COMMENT ON COLUMN commission_lines.terms IS 'What the rule pays, frozen: rate 0.05, per_unit 200 or per_order 500 (minor units)';
COMMENT ON COLUMN commission_lines.earned_month IS 'First day of the calendar month of the payment in the brand''s time zone: the seller-month cap counts by it';
COMMENT ON COLUMN commission_lines.due_at IS 'When it matures: hold_days after delivery, or the fallback after payment';

CREATE TABLE proceeds_lines (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  reversed bigint NOT NULL DEFAULT 0,
  qty int NOT NULL CHECK (qty > 0),
  reversed_qty int NOT NULL DEFAULT 0,
  currency char(3) NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'available', 'paid', 'reversed')),
  accrued_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  matured_at timestamptz,
  payout_item_id uuid,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, order_line_id),
  CHECK (reversed BETWEEN 0 AND amount),
  CHECK (reversed_qty BETWEEN 0 AND qty),
  CHECK ((state = 'reversed') = (reversed = amount)),
  FOREIGN KEY (brand_id, order_line_id) REFERENCES retail_order_lines (brand_id, id)
);
CREATE INDEX ON proceeds_lines (brand_id, seller_id, accrued_at);
CREATE INDEX ON proceeds_lines (brand_id, due_at) WHERE state = 'pending';
CREATE INDEX ON proceeds_lines (brand_id, seller_id) WHERE state = 'available';
CREATE INDEX ON proceeds_lines (brand_id, payout_item_id) WHERE payout_item_id IS NOT NULL;
COMMENT ON TABLE proceeds_lines IS 'What a customer paid for goods from the reseller''s own stock: the reseller''s money, waiting and maturing like commission';

CREATE TABLE commission_reversals (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  refund_line_id uuid NOT NULL,
  commission_line_id uuid,
  proceeds_line_id uuid,
  amount bigint NOT NULL CHECK (amount >= 0),
  after_maturity boolean NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE NULLS NOT DISTINCT (brand_id, refund_line_id, commission_line_id, proceeds_line_id),
  CHECK ((commission_line_id IS NULL) <> (proceeds_line_id IS NULL)),
  FOREIGN KEY (brand_id, refund_line_id) REFERENCES refund_lines (brand_id, id),
  FOREIGN KEY (brand_id, commission_line_id) REFERENCES commission_lines (brand_id, id),
  FOREIGN KEY (brand_id, proceeds_line_id) REFERENCES proceeds_lines (brand_id, id)
);
COMMENT ON TABLE commission_reversals IS 'A clawback step: what one refunded line took back from one commission or proceeds line';

CREATE TABLE commission_holds (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  commission_line_id uuid NOT NULL,
  reason_code text NOT NULL,
  reason text NOT NULL,
  reviewer_id uuid,
  deadline timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'released', 'refused')),
  held_at timestamptz NOT NULL,
  held_by uuid,
  decided_at timestamptz,
  decided_by uuid,
  decision_note text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, commission_line_id) REFERENCES commission_lines (brand_id, id)
);
CREATE UNIQUE INDEX ON commission_holds (brand_id, commission_line_id) WHERE state = 'open';
COMMENT ON TABLE commission_holds IS 'Why a commission line waits, who decides and until when; silence never releases it';
