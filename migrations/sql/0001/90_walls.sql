-- The walls: append-only books, entries that sum to zero, months made on demand, tenancy by row level security, and rights.

CREATE FUNCTION storelet_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or deleted; write a correcting row', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_entries FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON postings FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON stock_movements FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON journal_entries FOR EACH STATEMENT EXECUTE FUNCTION storelet_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON postings FOR EACH STATEMENT EXECUTE FUNCTION storelet_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION storelet_refuse_change();

-- At commit, each new entry must have postings, and they must sum to zero per currency.
CREATE FUNCTION storelet_entry_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  legs bigint;
  off bigint;
BEGIN
  SELECT coalesce(sum(n), 0), count(*) FILTER (WHERE total <> 0) INTO legs, off
  FROM (SELECT count(*) AS n, sum(amount) AS total FROM postings
        WHERE brand_id = NEW.brand_id AND entry_id = NEW.id AND occurred_at = NEW.occurred_at GROUP BY currency) per_currency;
  IF legs < 2 OR off > 0 THEN
    RAISE EXCEPTION 'journal entry % does not sum to zero', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sums_to_zero AFTER INSERT ON journal_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION storelet_entry_sums_to_zero();

-- A posting joins its entry in the database transaction that wrote the entry, or never. One check a statement, so that
-- bulk settlement pays for it once; together with the trigger above no entry is ever out of balance.
CREATE FUNCTION storelet_postings_join_new_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT brand_id, entry_id, occurred_at FROM fresh) AS f
    LEFT JOIN journal_entries AS e ON e.brand_id = f.brand_id AND e.id = f.entry_id AND e.occurred_at = f.occurred_at
    WHERE e.id IS NULL OR e.written_in <> pg_current_xact_id()
  ) THEN
    RAISE EXCEPTION 'a posting cannot join an entry that is already in the books' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT brand_id, account_id, currency FROM fresh) AS f
    LEFT JOIN ledger_accounts AS a ON a.brand_id = f.brand_id AND a.id = f.account_id AND a.currency = f.currency
    WHERE a.id IS NULL
  ) THEN
    RAISE EXCEPTION 'a posting needs an account of its brand and currency' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER joins_new_entry AFTER INSERT ON postings REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION storelet_postings_join_new_entries();

-- Months of a partitioned table from one instant to another, made where missing. Runs with the owner's rights, for the
-- service may not create tables; attached rather than created in place, so that readers and writers are not locked out.
CREATE FUNCTION storelet_ensure_months(parent text, from_at timestamptz, to_at timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  month timestamptz := date_trunc('month', from_at);
  child text;
  made int := 0;
BEGIN
  IF parent NOT IN ('touches', 'postings') THEN
    RAISE EXCEPTION '% is not partitioned by month', parent;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('storelet_ensure_months'));
  WHILE month <= to_at LOOP
    child := format('%s_%s', parent, to_char(month, 'YYYY_MM'));
    IF to_regclass(child) IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', child);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child, month, month + interval '1 month');
      made := made + 1;
    END IF;
    month := month + interval '1 month';
  END LOOP;
  RETURN made;
END $$;

-- After a bulk load the planner must know the new sizes before the next statement; the service does not own the tables.
CREATE FUNCTION storelet_analyze(tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY tables LOOP
    EXECUTE format('ANALYZE %I', t);
  END LOOP;
END $$;

-- Tenancy, second wall: without the brand set in the database transaction no row is seen or written.
CREATE FUNCTION storelet_brand() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('storelet.brand_id', true), '')::uuid $$;

DO $$
DECLARE
  t text;
BEGIN
  FOR t IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'brand_id'
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'link_codes'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
  END LOOP;
END $$;

-- The directory of brands and of link codes is read before the brand is known; only the brand itself changes its row.
ALTER TABLE brands ENABLE ROW LEVEL SECURITY;
ALTER TABLE brands FORCE ROW LEVEL SECURITY;
CREATE POLICY directory ON brands FOR SELECT USING (true);
CREATE POLICY own_brand ON brands USING (id = storelet_brand()) WITH CHECK (id = storelet_brand());
ALTER TABLE link_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE link_codes FORCE ROW LEVEL SECURITY;
CREATE POLICY directory ON link_codes FOR SELECT USING (true);
CREATE POLICY own_brand ON link_codes USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand());

-- The relay sends what any brand left in the outbox: the one place that reads across brands, and it learns their ids only.
-- The function runs as the owner, who therefore is not held to the policy on this one table.
ALTER TABLE outbox NO FORCE ROW LEVEL SECURITY;
CREATE FUNCTION storelet_brands_with_outbox(at timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT DISTINCT o.brand_id FROM outbox o WHERE o.sent_at IS NULL AND o.available_at <= at $$;

-- Rights of the role the service runs under: never the owner, never above row level security, no change of the books.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'storelet_service') THEN
    CREATE ROLE storelet_service NOLOGIN NOBYPASSRLS;
  END IF;
  IF NOT pg_has_role(current_user, 'storelet_service', 'SET') THEN
    EXECUTE format('GRANT storelet_service TO %I', current_user);
  END IF;
END $$;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO storelet_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO storelet_service;
REVOKE UPDATE, DELETE ON journal_entries, postings, ledger_accounts, audit_log, stock_movements FROM storelet_service;
REVOKE DELETE ON brands, accounts, sellers, retail_orders, retail_order_lines, refunds, refund_lines, attribution_decisions,
  commission_lines, proceeds_lines, commission_reversals, commission_holds, stock_orders, stock_order_lines, lots, lot_consumptions,
  stock_returns, stock_return_lines, seller_balances, payout_batches, payout_items, payments, payment_refunds, webhook_events,
  tier_schedules, return_policies, attribution_policies, commission_plans FROM storelet_service;
