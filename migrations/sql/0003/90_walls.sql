-- Tenancy and rights of these tables, as 0001 has them.

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['share_kits', 'share_variants', 'card_showings', 'landing_views', 'customer_shares', 'claim_rules',
    'claim_flags', 'credited_sales', 'number_days', 'people_seen', 'people_last_days', 'rolled_days'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO storelet_service', t);
  END LOOP;
END $$;
-- What is added up again is deleted first; a draft may be thrown away, a kit that was live may not.
GRANT DELETE ON credited_sales, number_days, people_seen, people_last_days, rolled_days TO storelet_service;
GRANT DELETE ON share_kits TO storelet_service;
CREATE FUNCTION storelet_keep_live_kits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.body IS DISTINCT FROM OLD.body) THEN
    RAISE EXCEPTION 'a share kit that was live is never changed or deleted; publish another' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER live_kits_stay BEFORE UPDATE OR DELETE ON share_kits FOR EACH ROW EXECUTE FUNCTION storelet_keep_live_kits();
