-- Guards in the money path (compliance.md, 6.3). Whatever the service does, these hold; each fails closed.

-- G-01, G-03, G-06, G-10: what a new commission line may be.
CREATE FUNCTION storelet_guard_commission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM fresh AS f
    LEFT JOIN retail_order_lines AS l ON l.brand_id = f.brand_id AND l.id = f.order_line_id
    LEFT JOIN retail_orders AS o ON o.brand_id = l.brand_id AND o.id = l.order_id
    WHERE o.state IS NULL OR o.state NOT IN ('paid', 'delivered') OR o.from_stock
  ) THEN
    RAISE EXCEPTION 'G-01: commission rests on a paid order of an end customer, sold from the brand''s stock'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (
    SELECT FROM fresh AS f
    JOIN retail_order_lines AS l ON l.brand_id = f.brand_id AND l.id = f.order_line_id
    JOIN retail_orders AS o ON o.brand_id = l.brand_id AND o.id = l.order_id
    JOIN customers AS c ON c.brand_id = o.brand_id AND c.id = o.customer_id
    JOIN sellers AS s ON s.brand_id = f.brand_id AND s.id = f.seller_id
    LEFT JOIN accounts AS a ON a.brand_id = s.brand_id AND a.id = s.account_id
    LEFT JOIN accounts AS b ON b.brand_id = c.brand_id AND b.id = c.account_id
    WHERE c.account_id = s.account_id OR a.phone IN (c.phone, b.phone)
  ) THEN
    RAISE EXCEPTION 'G-01: buyer and payee are one person' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (
    SELECT FROM fresh AS f WHERE NOT EXISTS (
      SELECT FROM attribution_decisions AS d, jsonb_array_elements(d.credits) AS credit
      WHERE d.brand_id = f.brand_id AND d.order_line_id = f.order_line_id AND credit ->> 'seller' = f.seller_id::text)
    AND NOT EXISTS (
      SELECT FROM credit_corrections AS k, jsonb_array_elements(k.credits) AS credit
      WHERE k.brand_id = f.brand_id AND k.order_line_id = f.order_line_id AND credit ->> 'seller' = f.seller_id::text)
  ) THEN
    RAISE EXCEPTION 'G-03: only a seller credited with the sale is paid for it, nobody above'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT brand_id, plan_id FROM fresh) AS f WHERE NOT EXISTS (
      SELECT FROM plan_clearances AS c WHERE c.brand_id = f.brand_id AND c.commission_plan_id = f.plan_id
      AND c.outcome IN ('passed', 'tolerated'))
    OR EXISTS (
      SELECT FROM accrual_freezes AS z WHERE z.brand_id = f.brand_id AND z.kind = 'accruals' AND z.ended_at IS NULL)
  ) THEN
    RAISE EXCEPTION 'G-10: the plan has no passing report, or accruals are frozen' USING ERRCODE = 'restrict_violation';
  END IF;
  -- G-05: all that a line pays, within the jurisdiction's ceiling; amounts are whole, so half a unit may round up.
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT brand_id, order_line_id, plan_id FROM fresh) AS f
    JOIN retail_order_lines AS l ON l.brand_id = f.brand_id AND l.id = f.order_line_id
    CROSS JOIN LATERAL (SELECT min(c.rate_cap) AS cap FROM plan_clearances AS c
      WHERE c.brand_id = f.brand_id AND c.commission_plan_id = f.plan_id AND c.rate_cap IS NOT NULL) AS k
    CROSS JOIN LATERAL (SELECT sum(p.amount - p.reversed) AS total FROM commission_lines AS p
      WHERE p.brand_id = f.brand_id AND p.order_line_id = f.order_line_id) AS t
    WHERE k.cap IS NOT NULL AND t.total > round(l.paid * k.cap)
  ) THEN
    RAISE EXCEPTION 'G-05: more is paid on a line than its jurisdiction allows' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER guarded AFTER INSERT ON commission_lines REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION storelet_guard_commission();

-- G-04: nothing matures before it is due. What a line rests on, whose it is and what it was worth never change.
CREATE FUNCTION storelet_refuse_early_maturity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'G-04: a line matures when its hold ends, not before' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER holds_out BEFORE UPDATE OF state ON commission_lines FOR EACH ROW
  WHEN (NEW.state IN ('available', 'paid') AND OLD.state IN ('pending', 'held')
        AND (NEW.matured_at IS NULL OR NEW.matured_at < NEW.due_at))
  EXECUTE FUNCTION storelet_refuse_early_maturity();
CREATE FUNCTION storelet_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'G-01: what a commission line rests on never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER frozen_facts BEFORE UPDATE ON commission_lines FOR EACH ROW
  WHEN ((OLD.order_line_id, OLD.seller_id, OLD.plan_id, OLD.base, OLD.amount, OLD.currency)
        IS DISTINCT FROM (NEW.order_line_id, NEW.seller_id, NEW.plan_id, NEW.base, NEW.amount, NEW.currency))
  EXECUTE FUNCTION storelet_refuse_rewriting();

-- G-02: no entry connects what stock is bought for with what sellers are owed.
CREATE FUNCTION storelet_stock_pays_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM fresh AS f
    JOIN ledger_accounts AS a ON a.brand_id = f.brand_id AND a.id = f.account_id
    WHERE a.code IN ('wholesale_revenue', 'restocking_fee_income') AND EXISTS (
      SELECT FROM fresh AS g JOIN ledger_accounts AS b ON b.brand_id = g.brand_id AND b.id = g.account_id
      WHERE g.brand_id = f.brand_id AND g.entry_id = f.entry_id
      AND (b.seller_id IS NOT NULL OR b.code = 'commission_expense'))
  ) THEN
    RAISE EXCEPTION 'G-02: stock and what sellers are paid are never in one entry' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER stock_pays_nobody AFTER INSERT ON postings REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION storelet_stock_pays_nobody();

-- G-07: a stock order becomes paid only past the stocking gate. What an import brings along happened before there was one.
CREATE FUNCTION storelet_guard_stocking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NOT EXISTS (
    SELECT FROM stock_order_checks AS c WHERE c.brand_id = NEW.brand_id AND c.order_id = NEW.id
    AND c.outcome IN ('not_asked', 'passed', 'warned', 'approved')
  ) THEN
    RAISE EXCEPTION 'G-07: stock order % has not passed the stocking gate', NEW.code USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gated_at_payment BEFORE UPDATE OF state ON stock_orders FOR EACH ROW
  WHEN (NEW.state = 'paid' AND OLD.state <> 'paid') EXECUTE FUNCTION storelet_guard_stocking();
CREATE TRIGGER gated_at_birth BEFORE INSERT ON stock_orders FOR EACH ROW
  WHEN (NEW.state = 'paid' AND NEW.source = 'live') EXECUTE FUNCTION storelet_guard_stocking();

CREATE FUNCTION storelet_decide_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.outcome <> 'waiting' OR NEW.outcome NOT IN ('approved', 'declined')
     OR (OLD.order_id, OLD.mode, OLD.units, OLD.starter_cap, OLD.sold, OLD.in_stock, OLD.allowed, OLD.tier_jump, OLD.at)
        IS DISTINCT FROM
        (NEW.order_id, NEW.mode, NEW.units, NEW.starter_cap, NEW.sold, NEW.in_stock, NEW.allowed, NEW.tier_jump, NEW.at) THEN
    RAISE EXCEPTION 'G-07: a check is decided once, and its figures stand' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decided_once BEFORE UPDATE ON stock_order_checks FOR EACH ROW EXECUTE FUNCTION storelet_decide_once();

-- G-09: nobody is paid whose identity was not checked, or who may not be paid.
CREATE FUNCTION storelet_guard_payee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM payee_profiles AS p WHERE p.brand_id = NEW.brand_id AND p.seller_id = NEW.seller_id
    AND p.verified_at IS NOT NULL
  ) OR EXISTS (
    SELECT FROM seller_identities AS i WHERE i.brand_id = NEW.brand_id AND i.seller_id = NEW.seller_id
    AND NOT i.may_be_paid
  ) THEN
    RAISE EXCEPTION 'G-09: the payee''s identity was not checked, or they may not be paid'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER known_payee BEFORE UPDATE OF state ON payout_items FOR EACH ROW
  WHEN (NEW.state = 'sent' AND OLD.state NOT IN ('sent', 'unknown')) EXECUTE FUNCTION storelet_guard_payee();
CREATE TRIGGER known_payee_at_birth BEFORE INSERT ON payout_items FOR EACH ROW
  WHEN (NEW.state IN ('sent', 'confirmed', 'unknown')) EXECUTE FUNCTION storelet_guard_payee();

