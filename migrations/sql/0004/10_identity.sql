-- Customers who turn out to be one person, and what an order tells of the one who placed it.

ALTER TABLE accounts ADD COLUMN contact_verified_at timestamptz;
COMMENT ON COLUMN accounts.contact_verified_at IS 'When the phone number or e-mail address was proved to be the account''s own; until then it claims nobody''s orders';

CREATE TABLE customer_merges (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  from_customer_id uuid NOT NULL,
  into_customer_id uuid NOT NULL,
  via text NOT NULL CHECK (via IN ('phone', 'email', 'operator')),
  reason text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  made_by uuid,
  undone_at timestamptz,
  undone_by uuid,
  PRIMARY KEY (brand_id, id),
  CHECK (from_customer_id <> into_customer_id),
  FOREIGN KEY (brand_id, from_customer_id) REFERENCES customers (brand_id, id),
  FOREIGN KEY (brand_id, into_customer_id) REFERENCES customers (brand_id, id)
);
CREATE UNIQUE INDEX ON customer_merges (brand_id, from_customer_id) WHERE undone_at IS NULL;
CREATE INDEX ON customer_merges (brand_id, from_customer_id, at);
CREATE INDEX ON customer_merges (brand_id, into_customer_id, at);
COMMENT ON TABLE customer_merges IS 'From this instant two customers are one person: facts stay where they are, attribution reads them together';
COMMENT ON COLUMN customer_merges.via IS 'phone, email: a log-in proved that the contact is its own; operator: the brand''s people said so';

CREATE TABLE known_devices (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  device_hash bytea NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, account_id, device_hash),
  FOREIGN KEY (brand_id, account_id) REFERENCES accounts (brand_id, id)
);
CREATE INDEX ON known_devices (brand_id, device_hash);
COMMENT ON TABLE known_devices IS 'Devices an account logged in from, as keyed hashes that name nobody';

ALTER TABLE retail_orders ADD COLUMN address_hash bytea;
ALTER TABLE retail_orders ADD COLUMN device_hash bytea;
CREATE INDEX ON retail_orders (brand_id, address_hash, paid_at) WHERE address_hash IS NOT NULL;
COMMENT ON COLUMN retail_orders.address_hash IS 'Keyed hash of the normalised address: tells that two orders go to one door, not to which';
COMMENT ON COLUMN retail_orders.device_hash IS 'Keyed hash of browser and network';

ALTER TABLE payments ADD COLUMN payer_hash bytea;
CREATE INDEX ON payments (brand_id, payer_hash) WHERE payer_hash IS NOT NULL;
COMMENT ON COLUMN payments.payer_hash IS 'Keyed hash of the fingerprint a gateway gives of the card or account that paid';

ALTER TABLE sandbox_payments ADD COLUMN payer text NOT NULL DEFAULT '';
COMMENT ON COLUMN sandbox_payments.payer IS 'Whose account paid, as typed at the sandbox''s page';

CREATE TABLE missed_sales (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, order_id, seller_id),
  FOREIGN KEY (brand_id, order_id) REFERENCES retail_orders (brand_id, id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
CREATE INDEX ON missed_sales (brand_id, seller_id, at);
COMMENT ON TABLE missed_sales IS 'A paid order that something of a seller''s led to, and that is credited without them; why, the decision says';
