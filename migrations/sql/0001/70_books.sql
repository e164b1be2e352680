-- Double entry, append only (money-rules.md, Ledger). Written by services.bookkeeping alone.

CREATE TABLE ledger_accounts (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  code text NOT NULL,
  seller_id uuid,
  currency char(3) NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE NULLS NOT DISTINCT (brand_id, code, currency, seller_id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
COMMENT ON TABLE ledger_accounts IS 'An account of the chart of accounts; a seller''s own accounts name the seller';

CREATE TABLE journal_entries (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  idempotency_key text NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  event text NOT NULL,
  cause_kind text NOT NULL,
  cause_id uuid NOT NULL,
  corrects_id uuid,
  written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, idempotency_key),
  FOREIGN KEY (brand_id, corrects_id) REFERENCES journal_entries (brand_id, id)
);
CREATE INDEX ON journal_entries (brand_id, cause_id);
CREATE INDEX ON journal_entries (brand_id, occurred_at);
COMMENT ON TABLE journal_entries IS 'One business event in the books; its postings sum to zero per currency';
COMMENT ON COLUMN journal_entries.idempotency_key IS 'The same event twice is one entry';
COMMENT ON COLUMN journal_entries.written_in IS 'The database transaction that wrote it: no posting may join an entry later';

CREATE TABLE postings (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  entry_id uuid NOT NULL,
  account_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),
  currency char(3) NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id, occurred_at)
) PARTITION BY RANGE (occurred_at);
-- Without foreign keys: attaching a month would lock the journal against its writers, one of which may be waiting for that
-- month. The trigger joins_new_entry (90_walls.sql) asks for the entry and the account of every posting instead, and
-- neither can ever be deleted.
CREATE INDEX ON postings (brand_id, entry_id);
CREATE INDEX ON postings (brand_id, account_id, occurred_at);
COMMENT ON TABLE postings IS 'An amount on an account: minor units, debit positive, credit negative';

CREATE TABLE seller_balances (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  seller_id uuid NOT NULL,
  currency char(3) NOT NULL,
  pending bigint NOT NULL DEFAULT 0,
  available bigint NOT NULL DEFAULT 0,
  in_flight bigint NOT NULL DEFAULT 0,
  paid bigint NOT NULL DEFAULT 0,
  withheld bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, seller_id, currency),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
COMMENT ON TABLE seller_balances IS 'What the postings say a seller has, kept by the writer of the journal in the same database transaction; its row is the lock of a seller''s money. Available may be below zero: later credits pay it down';
COMMENT ON COLUMN seller_balances.paid IS 'Net sent and confirmed; withheld tax is beside it';

CREATE TABLE payee_profiles (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  seller_id uuid NOT NULL,
  rail text NOT NULL,
  legal_name text NOT NULL,
  account_number bytea NOT NULL,
  account_last4 text NOT NULL,
  bank_code text NOT NULL DEFAULT '',
  tax_status text NOT NULL CHECK (tax_status IN ('unknown', 'individual_resident', 'individual_nonresident', 'business')),
  verified_name text,
  verified_at timestamptz,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, seller_id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
COMMENT ON TABLE payee_profiles IS 'Where a seller is paid: rail, name and account (number encrypted), tax status';

CREATE TABLE payout_batches (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  code text NOT NULL,
  rail text NOT NULL,
  currency char(3) NOT NULL,
  minimum bigint NOT NULL CHECK (minimum >= 0),
  state text NOT NULL CHECK (state IN ('draft', 'approved', 'sent', 'settled', 'cancelled')),
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  approved_by uuid,
  approved_at timestamptz,
  sent_at timestamptz,
  settled_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code),
  CHECK (approved_by IS NULL OR approved_by <> created_by)
);
COMMENT ON TABLE payout_batches IS 'Sellers paid together, per currency and rail; made by one person and approved by another';

CREATE TABLE payout_items (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  batch_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  currency char(3) NOT NULL,
  gross bigint NOT NULL CHECK (gross > 0),
  tax bigint NOT NULL DEFAULT 0 CHECK (tax >= 0),
  net bigint NOT NULL CHECK (net = gross - tax AND net >= 0),
  state text NOT NULL CHECK (state IN ('draft', 'approved', 'sent', 'confirmed', 'failed', 'unknown', 'cancelled')),
  rail_key text NOT NULL,
  rail_ref text,
  preflight jsonb NOT NULL DEFAULT '{}',
  failure text NOT NULL DEFAULT '',
  asked_at timestamptz,
  sent_at timestamptz,
  settled_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, batch_id, seller_id),
  UNIQUE (brand_id, rail_key),
  FOREIGN KEY (brand_id, batch_id) REFERENCES payout_batches (brand_id, id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
CREATE UNIQUE INDEX ON payout_items (brand_id, seller_id, currency) WHERE state IN ('draft', 'approved', 'sent', 'unknown');
COMMENT ON TABLE payout_items IS 'One seller''s payout in a batch. One open item a seller: two batches cannot take the same money';
COMMENT ON COLUMN payout_items.rail_key IS 'The key the rail sees; after a time-out the same key asks again, never a new one';
