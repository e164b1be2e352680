-- What the overview adds up: sales by day and month, and who came in periods that are over.

CREATE TABLE sales_sums (
  brand_id uuid NOT NULL REFERENCES brands (id),
  grain text NOT NULL CHECK (grain IN ('day', 'month')),
  dimension text NOT NULL CHECK (dimension IN ('all', 'product', 'seller', 'channel', 'campaign')),
  starts date NOT NULL,
  key text NOT NULL,
  orders int NOT NULL,
  repeated int NOT NULL,
  units int NOT NULL,
  gross bigint NOT NULL,
  refunded bigint NOT NULL,
  commission bigint NOT NULL,
  commissioned bigint NOT NULL,
  PRIMARY KEY (brand_id, grain, dimension, starts, key)
);
COMMENT ON TABLE sales_sums IS 'What was sold on a day of the brand''s calendar, or in a month that is over, by product, by seller credited, by channel and campaign credited; made again whenever something of it changed';
COMMENT ON COLUMN sales_sums.repeated IS 'Orders of customers who had paid before';
COMMENT ON COLUMN sales_sums.commission IS 'Net of clawbacks; commissioned: the net sales it is paid on, none from own stock';

CREATE TABLE period_counts (
  brand_id uuid NOT NULL REFERENCES brands (id),
  what text NOT NULL CHECK (what IN ('people', 'customers')),
  dimension text NOT NULL,
  seller_id uuid NOT NULL,
  key text NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL,
  counted int NOT NULL,
  counted_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, what, dimension, seller_id, key, first_day, last_day)
);
CREATE INDEX ON period_counts (brand_id, last_day, first_day);
COMMENT ON TABLE period_counts IS 'How many people came, or customers paid, in a period that is over: counted once, forgotten whenever somebody of it changed';

-- Who came last when is told by campaign as well. The release before writes none of these: the wider check holds for both.
-- squawk-ignore ban-drop-constraint
ALTER TABLE people_seen DROP CONSTRAINT people_seen_dimension_check;
ALTER TABLE people_seen ADD CONSTRAINT people_seen_dimension_check
  CHECK (dimension IN ('all', 'store', 'channel', 'campaign')) NOT VALID;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['sales_sums', 'period_counts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO storelet_service', t);
  END LOOP;
END $$;
