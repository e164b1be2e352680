-- A reseller buys stock at a volume tier and sends back what did not sell. Nothing here can reach a commission line.

CREATE TABLE stock_quotes (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  seller_id uuid NOT NULL,
  schedule_id uuid NOT NULL,
  currency char(3) NOT NULL,
  volume_before bigint NOT NULL,
  tier text NOT NULL,
  list_total bigint NOT NULL CHECK (list_total >= 0),
  net_total bigint NOT NULL CHECK (net_total >= 0),
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id),
  FOREIGN KEY (brand_id, schedule_id) REFERENCES tier_schedules (brand_id, id)
);
COMMENT ON TABLE stock_quotes IS 'A price promised to a reseller until it expires; paying it charges that price even where the schedule moved on';
COMMENT ON COLUMN stock_quotes.body IS 'Lines with list and net, what the next tier needs, and why';

CREATE TABLE stock_orders (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  code text NOT NULL,
  seller_id uuid NOT NULL,
  quote_id uuid,
  schedule_id uuid NOT NULL,
  return_policy_id uuid,
  state text NOT NULL CHECK (state IN ('placed', 'paid', 'cancelled')),
  currency char(3) NOT NULL,
  volume_before bigint NOT NULL,
  tier text NOT NULL,
  list_total bigint NOT NULL CHECK (list_total >= 0),
  net_total bigint NOT NULL CHECK (net_total >= 0 AND net_total <= list_total),
  refunded_total bigint NOT NULL DEFAULT 0,
  placed_at timestamptz NOT NULL,
  expires_at timestamptz,
  paid_at timestamptz,
  cancelled_at timestamptz,
  source text NOT NULL DEFAULT 'live',
  external_ref text,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code),
  UNIQUE (brand_id, quote_id),
  UNIQUE (brand_id, source, external_ref),
  CHECK (refunded_total BETWEEN 0 AND net_total),
  CHECK (state <> 'paid' OR paid_at IS NOT NULL AND return_policy_id IS NOT NULL),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id),
  FOREIGN KEY (brand_id, quote_id) REFERENCES stock_quotes (brand_id, id),
  FOREIGN KEY (brand_id, schedule_id) REFERENCES tier_schedules (brand_id, id),
  FOREIGN KEY (brand_id, return_policy_id) REFERENCES return_policies (brand_id, id)
);
CREATE INDEX ON stock_orders (brand_id, seller_id, paid_at);
CREATE INDEX ON stock_orders (brand_id, placed_at);
CREATE INDEX ON stock_orders (brand_id, expires_at) WHERE state = 'placed';
COMMENT ON TABLE stock_orders IS 'A reseller''s purchase of stock; keeps the schedule version it was priced with and the volume it had';
COMMENT ON COLUMN stock_orders.return_policy_id IS 'The version in force at payment governs its returns';

CREATE TABLE stock_order_lines (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  line_no int NOT NULL CHECK (line_no > 0),
  sku_id uuid NOT NULL,
  qty int NOT NULL CHECK (qty > 0),
  list_price bigint NOT NULL CHECK (list_price >= 0),
  list_value bigint NOT NULL CHECK (list_value = list_price * qty),
  net bigint NOT NULL CHECK (net >= 0 AND net <= list_value),
  tier_eligible boolean NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, order_id, line_no),
  FOREIGN KEY (brand_id, order_id) REFERENCES stock_orders (brand_id, id),
  FOREIGN KEY (brand_id, sku_id) REFERENCES skus (brand_id, id)
);
COMMENT ON TABLE stock_order_lines IS 'A line of a stock order with its list value and its net price at the tier';

CREATE TABLE lots (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  order_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  sku_id uuid NOT NULL,
  line_no int NOT NULL,
  qty int NOT NULL CHECK (qty > 0),
  list_price bigint NOT NULL,
  net bigint NOT NULL CHECK (net >= 0),
  tier_eligible boolean NOT NULL,
  sold int NOT NULL DEFAULT 0 CHECK (sold >= 0),
  returned int NOT NULL DEFAULT 0 CHECK (returned >= 0),
  gross_refunded bigint NOT NULL DEFAULT 0 CHECK (gross_refunded >= 0),
  fee_charged bigint NOT NULL DEFAULT 0 CHECK (fee_charged >= 0),
  refunded bigint NOT NULL DEFAULT 0 CHECK (refunded >= 0),
  paid_at timestamptz NOT NULL,
  return_until timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, order_line_id),
  CHECK (sold + returned <= qty),
  CHECK (refunded = gross_refunded - fee_charged),
  FOREIGN KEY (brand_id, order_line_id) REFERENCES stock_order_lines (brand_id, id),
  FOREIGN KEY (brand_id, order_id) REFERENCES stock_orders (brand_id, id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
CREATE INDEX ON lots (brand_id, seller_id, paid_at);
CREATE INDEX ON lots (brand_id, order_id);
CREATE INDEX ON lots (brand_id, seller_id, sku_id, paid_at) WHERE sold + returned < qty;
COMMENT ON TABLE lots IS 'The return right of one paid stock order line: what of it is sold, returned and refunded. The checks forbid over-selling and over-returning';
COMMENT ON COLUMN lots.return_until IS 'First instant that is too late; null: no limit';

CREATE TABLE lot_consumptions (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  lot_id uuid NOT NULL,
  retail_order_line_id uuid NOT NULL,
  qty int NOT NULL CHECK (qty > 0),
  put_back int NOT NULL DEFAULT 0,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, lot_id, retail_order_line_id),
  CHECK (put_back BETWEEN 0 AND qty),
  FOREIGN KEY (brand_id, lot_id) REFERENCES lots (brand_id, id),
  FOREIGN KEY (brand_id, retail_order_line_id) REFERENCES retail_order_lines (brand_id, id)
);
CREATE INDEX ON lot_consumptions (brand_id, retail_order_line_id);
COMMENT ON TABLE lot_consumptions IS 'Units of a lot that left by a sale from own stock: first in first out, put back last out first';

CREATE TABLE return_previews (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  seller_id uuid NOT NULL,
  order_id uuid NOT NULL,
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id),
  FOREIGN KEY (brand_id, order_id) REFERENCES stock_orders (brand_id, id)
);
COMMENT ON TABLE return_previews IS 'Figures shown before a return; confirming yields exactly these or a conflict';

CREATE TABLE stock_returns (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  seller_id uuid NOT NULL,
  order_id uuid NOT NULL,
  preview_id uuid,
  currency char(3) NOT NULL,
  gross bigint NOT NULL CHECK (gross >= 0),
  fee bigint NOT NULL CHECK (fee >= 0),
  refund bigint NOT NULL CHECK (refund = gross - fee AND refund >= 0),
  tier_before text NOT NULL,
  tier_after text NOT NULL,
  volume_before bigint NOT NULL,
  volume_after bigint NOT NULL,
  requested_at timestamptz NOT NULL,
  returned_at timestamptz NOT NULL,
  source text NOT NULL DEFAULT 'live',
  external_ref text,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, preview_id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id),
  FOREIGN KEY (brand_id, order_id) REFERENCES stock_orders (brand_id, id),
  FOREIGN KEY (brand_id, preview_id) REFERENCES return_previews (brand_id, id)
);
CREATE INDEX ON stock_returns (brand_id, seller_id, returned_at);
CREATE INDEX ON stock_returns (brand_id, order_id);
CREATE INDEX ON stock_returns (brand_id, source, external_ref) WHERE external_ref IS NOT NULL;
COMMENT ON TABLE stock_returns IS 'Unsold stock of one stock order that went back, and what was refunded for it';

CREATE TABLE stock_return_lines (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  return_id uuid NOT NULL,
  lot_id uuid NOT NULL,
  qty int NOT NULL CHECK (qty > 0),
  gross bigint NOT NULL,
  fee bigint NOT NULL,
  refund bigint NOT NULL CHECK (refund = gross - fee),
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, return_id) REFERENCES stock_returns (brand_id, id),
  FOREIGN KEY (brand_id, lot_id) REFERENCES lots (brand_id, id)
);
CREATE INDEX ON stock_return_lines (brand_id, return_id);
CREATE INDEX ON stock_return_lines (brand_id, lot_id);
COMMENT ON TABLE stock_return_lines IS 'Units of one lot that went back';
