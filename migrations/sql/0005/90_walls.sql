-- Tenancy and rights, as in 0001. The evidence is never changed; cases, freezes and checks move forward and are never deleted.

DO $$
DECLARE
  t text;
  tables text[] := ARRAY['declared_terms', 'compliance_reports', 'plan_sign_offs', 'publish_refusals', 'plan_clearances',
    'accrual_freezes', 'compliance_cases', 'compliance_case_notes', 'network_scans', 'seller_complaints',
    'seller_identities', 'buy_back_reserves', 'stock_order_checks'];
  changing text[] := ARRAY['accrual_freezes', 'compliance_cases', 'seller_identities', 'stock_order_checks'];
BEGIN
  FOREACH t IN ARRAY tables LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO storelet_service', t);
    IF t = ANY(changing) THEN
      EXECUTE format('GRANT UPDATE ON %I TO storelet_service', t);
    END IF;
  END LOOP;
END $$;

-- G-12: evidence is written once.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['compliance_reports', 'plan_sign_offs', 'publish_refusals', 'plan_clearances',
    'compliance_case_notes', 'network_scans', 'seller_complaints', 'buy_back_reserves', 'declared_terms'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change()', t);
  END LOOP;
END $$;
