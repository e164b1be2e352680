-- Sales are counted by the instant they were paid.

CREATE INDEX ON retail_orders (brand_id, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX ON stock_orders (brand_id, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX ON stock_returns (brand_id, returned_at);
