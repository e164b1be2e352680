-- The guard of 0012; the decision of each line is looked up by its key. As it stood, PostgreSQL read every decision that
-- the brand had ever made, and opened its credits, to check one payment: slower with every sale. And a buyer whose data
-- was erased (0014) is the payee still.
CREATE OR REPLACE FUNCTION storelet_guard_commission() RETURNS trigger LANGUAGE plpgsql
  SET enable_hashjoin = off SET enable_mergejoin = off AS $$
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
    WHERE c.account_id = s.account_id OR a.phone IN (c.phone, b.phone) OR s.id = ANY(c.same_as_sellers)
  ) THEN
    RAISE EXCEPTION 'G-01: buyer and payee are one person' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (
    SELECT FROM fresh AS f
    LEFT JOIN attribution_decisions AS d ON d.brand_id = f.brand_id AND d.order_line_id = f.order_line_id
    CROSS JOIN LATERAL (SELECT jsonb_build_array(jsonb_build_object('seller', f.seller_id)) AS named) AS n
    WHERE (d.credits @> n.named) IS NOT TRUE AND NOT EXISTS (
      SELECT FROM credit_corrections AS k
      WHERE k.brand_id = f.brand_id AND k.order_line_id = f.order_line_id AND k.credits @> n.named)
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
