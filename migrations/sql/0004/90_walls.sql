CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON missed_sales FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON credit_corrections FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON credit_correction_lines FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change();

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['customer_merges', 'known_devices', 'missed_sales', 'review_policies', 'fraud_signals', 'appeals',
    'credit_corrections', 'credit_correction_lines'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO storelet_service', t);
  END LOOP;
END $$;
GRANT UPDATE ON customer_merges, known_devices, fraud_signals, appeals TO storelet_service;
GRANT DELETE ON known_devices TO storelet_service;

-- Accounts that are active came by an invitation that reached them; orders decided so far keep who was passed over.
DO $$
DECLARE
  b uuid;
BEGIN
  FOR b IN SELECT id FROM brands LOOP
    PERFORM set_config('storelet.brand_id', b::text, true);
    UPDATE accounts SET contact_verified_at = created_at WHERE brand_id = b AND status = 'active';
    INSERT INTO missed_sales (brand_id, id, order_id, seller_id, at)
    SELECT DISTINCT ON (d.order_id, c ->> 'seller') d.brand_id, gen_random_uuid(), d.order_id, (c ->> 'seller')::uuid, d.decided_at
    FROM attribution_decisions d CROSS JOIN LATERAL jsonb_array_elements(d.body -> 'candidates') AS c
    WHERE d.brand_id = b AND NOT EXISTS (
      SELECT FROM jsonb_array_elements(d.credits) AS w WHERE w ->> 'seller' = c ->> 'seller');
  END LOOP;
  PERFORM set_config('storelet.brand_id', '', true);
END $$;
