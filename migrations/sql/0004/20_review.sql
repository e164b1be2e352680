-- Signals, appeals, and corrections: what of credit is looked at by people, and what they put right.

CREATE TABLE review_policies (LIKE tier_schedules INCLUDING ALL);
ALTER TABLE review_policies ADD FOREIGN KEY (brand_id) REFERENCES brands (id);
COMMENT ON TABLE review_policies IS 'A version of what is held for review, by which thresholds, and how long sellers may appeal';

CREATE TABLE fraud_signals (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  commission_line_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  rule text NOT NULL,
  policy_id uuid,
  evidence jsonb NOT NULL,
  hold_id uuid,
  found_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, commission_line_id, rule),
  FOREIGN KEY (brand_id, commission_line_id) REFERENCES commission_lines (brand_id, id),
  FOREIGN KEY (brand_id, hold_id) REFERENCES commission_holds (brand_id, id),
  FOREIGN KEY (brand_id, policy_id) REFERENCES review_policies (brand_id, id)
);
CREATE INDEX ON fraud_signals (brand_id, hold_id);
CREATE INDEX ON fraud_signals (brand_id, found_at);
COMMENT ON TABLE fraud_signals IS 'A rule found something about a commission line: once a line and rule, whatever became of the hold';
COMMENT ON COLUMN fraud_signals.policy_id IS 'The version whose thresholds it crossed; null: those that hold where a brand has set none';
COMMENT ON COLUMN fraud_signals.hold_id IS 'Null: the line had matured, and could not be held any more';

CREATE TABLE appeals (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
  state text NOT NULL CHECK (state IN ('open', 'granted', 'declined', 'withdrawn')),
  filed_at timestamptz NOT NULL,
  filed_by uuid,
  deadline timestamptz NOT NULL,
  decided_at timestamptz,
  decided_by uuid,
  decision_note text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id),
  CHECK ((state = 'open') = (decided_at IS NULL)),
  FOREIGN KEY (brand_id, order_line_id) REFERENCES retail_order_lines (brand_id, id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
CREATE UNIQUE INDEX ON appeals (brand_id, order_line_id, seller_id) WHERE state = 'open';
CREATE INDEX ON appeals (brand_id, deadline) WHERE state = 'open';
CREATE INDEX ON appeals (brand_id, seller_id, filed_at);
CREATE INDEX ON appeals (brand_id, order_line_id);
COMMENT ON TABLE appeals IS 'A seller says that a line''s credit is wrong; the brand decides by the deadline, and a passed deadline decides nothing';

CREATE TABLE credit_corrections (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  appeal_id uuid NOT NULL,
  order_id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  credits jsonb NOT NULL,
  body jsonb NOT NULL,
  at timestamptz NOT NULL,
  made_by uuid,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, appeal_id),
  FOREIGN KEY (brand_id, appeal_id) REFERENCES appeals (brand_id, id),
  FOREIGN KEY (brand_id, order_line_id) REFERENCES retail_order_lines (brand_id, id)
);
CREATE INDEX ON credit_corrections (brand_id, order_line_id, at);
COMMENT ON TABLE credit_corrections IS 'A line''s commission given anew after a granted appeal: who is credited from now on, and the arithmetic';

CREATE TABLE credit_correction_lines (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  correction_id uuid NOT NULL,
  commission_line_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('replaced', 'credited')),
  amount bigint NOT NULL CHECK (amount >= 0),
  after_maturity boolean NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, correction_id, commission_line_id),
  FOREIGN KEY (brand_id, correction_id) REFERENCES credit_corrections (brand_id, id),
  FOREIGN KEY (brand_id, commission_line_id) REFERENCES commission_lines (brand_id, id)
);
CREATE INDEX ON credit_correction_lines (brand_id, commission_line_id);
COMMENT ON TABLE credit_correction_lines IS 'What a correction took from one commission line, or gave by another';
COMMENT ON COLUMN credit_correction_lines.amount IS 'replaced: what was left of the line and is taken; credited: the line''s amount net of what was refunded before';

ALTER TABLE commission_lines ADD COLUMN correction_id uuid;
ALTER TABLE commission_lines DROP CONSTRAINT commission_lines_brand_id_order_line_id_seller_id_key;
ALTER TABLE commission_lines ADD UNIQUE NULLS NOT DISTINCT (brand_id, order_line_id, seller_id, correction_id);
COMMENT ON COLUMN commission_lines.correction_id IS 'The correction that gave it; null: the sale itself did';
