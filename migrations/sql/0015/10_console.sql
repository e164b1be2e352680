-- Whose coupon it was, evidence that was handed out, and people who ask to sell.

ALTER TABLE hand_overs ADD COLUMN coupons int NOT NULL DEFAULT 0;

CREATE TABLE coupon_owner_changes (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  coupon_id uuid NOT NULL,
  from_seller_id uuid NOT NULL,
  to_seller_id uuid NOT NULL,
  hand_over_id uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, coupon_id) REFERENCES coupons (brand_id, id),
  FOREIGN KEY (brand_id, hand_over_id) REFERENCES hand_overs (brand_id, id)
);
CREATE INDEX ON coupon_owner_changes (brand_id, coupon_id, at);
CREATE INDEX ON coupon_owner_changes (brand_id, hand_over_id);
COMMENT ON TABLE coupon_owner_changes IS 'Whose coupon it was from an instant on: an order paid before stays with whom it was credited to';

CREATE TABLE evidence_reports (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  hash text NOT NULL,
  body jsonb NOT NULL,
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
  made_by uuid,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  CHECK (since < until)
);
CREATE INDEX ON evidence_reports (brand_id, made_at);
COMMENT ON TABLE evidence_reports IS 'An evidence report as it was made for somebody: the figures of that instant, kept as they were (G-12)';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON evidence_reports
  FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change();

CREATE TABLE selling_requests (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  words text NOT NULL DEFAULT '' CHECK (length(words) <= 500),
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
  asked_at timestamptz NOT NULL,
  decided_at timestamptz,
  decided_by uuid,
  reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
  seller_id uuid,
  PRIMARY KEY (brand_id, id),
  CHECK ((state = 'waiting') = (decided_at IS NULL)),
  CHECK ((state = 'approved') = (seller_id IS NOT NULL)),
  FOREIGN KEY (brand_id, account_id) REFERENCES accounts (brand_id, id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
CREATE UNIQUE INDEX ON selling_requests (brand_id, account_id) WHERE state = 'waiting';
CREATE INDEX ON selling_requests (brand_id, asked_at);
COMMENT ON TABLE selling_requests IS 'Somebody with an account asks to sell; the brand approves or refuses. Asking and joining cost nothing';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['coupon_owner_changes', 'evidence_reports', 'selling_requests'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON coupon_owner_changes, evidence_reports TO storelet_service;
GRANT SELECT, INSERT, UPDATE ON selling_requests TO storelet_service;
