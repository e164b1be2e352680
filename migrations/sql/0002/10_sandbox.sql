-- The sandbox gateway's own books. It stands for a bank elsewhere: no key leads from here to our orders or back.

CREATE TABLE sandbox_payments (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  merchant_ref text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency char(3) NOT NULL,
  subject text NOT NULL,
  notify_url text NOT NULL,
  return_url text NOT NULL,
  options jsonb NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paid', 'failed', 'expired')),
  refunded bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, merchant_ref),
  CHECK (refunded BETWEEN 0 AND amount)
);
CREATE INDEX ON sandbox_payments (brand_id, expires_at) WHERE state = 'open';
COMMENT ON TABLE sandbox_payments IS 'A payment at the sandbox gateway, as the bank behind it would keep it';
COMMENT ON COLUMN sandbox_payments.options IS 'How it behaves: delay, jitter and copies of callbacks, refunds refused';

CREATE TABLE sandbox_refunds (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  payment_id uuid NOT NULL,
  merchant_ref text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  state text NOT NULL CHECK (state IN ('succeeded', 'failed')),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, merchant_ref),
  FOREIGN KEY (brand_id, payment_id) REFERENCES sandbox_payments (brand_id, id)
);
COMMENT ON TABLE sandbox_refunds IS 'Money the sandbox gateway sent back, or refused to';

CREATE TABLE sandbox_callbacks (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  payment_id uuid NOT NULL,
  event_id text NOT NULL,
  body text NOT NULL,
  due_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  delivered_at timestamptz,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, payment_id) REFERENCES sandbox_payments (brand_id, id)
);
CREATE INDEX ON sandbox_callbacks (brand_id, due_at) WHERE delivered_at IS NULL;
COMMENT ON TABLE sandbox_callbacks IS 'A callback the sandbox gateway has still to deliver, or delivered; copies of one event share its id';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['sandbox_payments', 'sandbox_refunds', 'sandbox_callbacks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO storelet_service', t);
  END LOOP;
END $$;
