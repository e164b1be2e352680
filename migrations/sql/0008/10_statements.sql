-- Months of the books that are closed, whom a statement was made out to, and the keys that statements are signed with.

ALTER TABLE journal_entries ADD COLUMN late_month date CHECK (extract(day FROM late_month) = 1);
CREATE INDEX ON journal_entries (brand_id, late_month) WHERE late_month IS NOT NULL;
COMMENT ON COLUMN journal_entries.late_month IS 'First day of the month whose statement carries it, where the month it happened in was closed before it was written; null: the month it happened in';

CREATE TABLE signing_keys (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  key_id text NOT NULL,
  public_key bytea NOT NULL CHECK (length(public_key) = 32),
  private_key bytea NOT NULL,
  created_at timestamptz NOT NULL,
  retired_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, key_id)
);
CREATE UNIQUE INDEX ON signing_keys (brand_id) WHERE retired_at IS NULL;
COMMENT ON TABLE signing_keys IS 'An Ed25519 key that a brand''s statements are signed with (private half encrypted); a retired one still proves what it signed';
COMMENT ON COLUMN signing_keys.key_id IS 'ed25519- and the first 16 hex digits of the SHA-256 of the public key';

CREATE TABLE closed_months (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL CHECK (until_at > from_at),
  timezone text NOT NULL,
  signing_key_id uuid NOT NULL,
  books_hash text NOT NULL,
  closed_at timestamptz NOT NULL,
  closed_by uuid,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, month),
  FOREIGN KEY (brand_id, signing_key_id) REFERENCES signing_keys (brand_id, id)
);
COMMENT ON TABLE closed_months IS 'A calendar month of a brand''s books to which nothing is added any more: its statements can be made out';
COMMENT ON COLUMN closed_months.from_at IS 'With until_at (exclusive) the month in the brand''s time zone as it was at the closing';
COMMENT ON COLUMN closed_months.books_hash IS 'SHA-256 over the postings that the month''s statements carry: the proof of the books recomputes it';

CREATE TABLE statements (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  month date NOT NULL,
  seller_id uuid,
  header jsonb NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE NULLS NOT DISTINCT (brand_id, month, seller_id),
  FOREIGN KEY (brand_id, month) REFERENCES closed_months (brand_id, month),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
CREATE INDEX ON statements (brand_id, seller_id, month);
COMMENT ON TABLE statements IS 'A month of a seller''s or (without a seller) the brand''s money, rebuilt byte for byte at any later time';
COMMENT ON COLUMN statements.header IS 'Names as they were at the closing: a later change of name leaves past statements as they are';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON closed_months FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON statements FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON closed_months FOR EACH STATEMENT EXECUTE FUNCTION storelet_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON statements FOR EACH STATEMENT EXECUTE FUNCTION storelet_refuse_change();

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['signing_keys', 'closed_months', 'statements'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO storelet_service', t);
  END LOOP;
END $$;
GRANT UPDATE ON signing_keys TO storelet_service;
