-- Findings as cases, the network's figures run by run, what sellers say, who a seller is, and what stands behind buy-backs.

CREATE TABLE compliance_cases (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  code text NOT NULL,
  stage text NOT NULL CHECK (stage IN ('plan', 'network', 'money')),
  rule text NOT NULL,
  jurisdiction text NOT NULL,
  subject text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('I', 'R+', 'R', 'A')),
  finding jsonb NOT NULL,
  report_id uuid,
  owner_id uuid,
  deadline timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'mended', 'accepted', 'unfounded')),
  opened_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  times_seen int NOT NULL DEFAULT 1,
  closed_at timestamptz,
  closed_by uuid,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code),
  CHECK ((state = 'open') = (closed_at IS NULL)),
  CHECK (severity <> 'I' OR state <> 'accepted')
);
CREATE UNIQUE INDEX ON compliance_cases (brand_id, stage, rule, jurisdiction, subject) WHERE state = 'open';
CREATE INDEX ON compliance_cases (brand_id, opened_at);
COMMENT ON TABLE compliance_cases IS 'A finding that somebody must answer: evidence, owner, deadline, and how it ended. An illegal one is mended or unfounded, never accepted';

CREATE TABLE compliance_case_notes (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('opened', 'assigned', 'note', 'graver', 'closed')),
  note text NOT NULL,
  by uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, case_id) REFERENCES compliance_cases (brand_id, id)
);
CREATE INDEX ON compliance_case_notes (brand_id, case_id, at);
COMMENT ON TABLE compliance_case_notes IS 'What happened to a case, by whom and when';

CREATE TABLE network_scans (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  report_id uuid NOT NULL,
  cause text NOT NULL CHECK (cause IN ('nightly', 'demand')),
  as_of date NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  figures jsonb NOT NULL,
  findings jsonb NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, report_id) REFERENCES compliance_reports (brand_id, id)
);
CREATE INDEX ON network_scans (brand_id, as_of);
COMMENT ON TABLE network_scans IS 'One run of the network watch: the counts and shares that its trend is drawn from';

CREATE TABLE seller_complaints (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  seller_id uuid NOT NULL,
  topic text NOT NULL CHECK (topic IN ('refund', 'income_claim', 'forced_purchase', 'recruiting', 'other')),
  body text NOT NULL CHECK (length(body) BETWEEN 1 AND 4000),
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
CREATE INDEX ON seller_complaints (brand_id, at);
COMMENT ON TABLE seller_complaints IS 'What a seller says is wrong: the watch reads the topics, people the words';

CREATE TABLE seller_identities (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  seller_id uuid NOT NULL,
  id_hash bytea,
  excluded_category text NOT NULL DEFAULT 'none' CHECK (excluded_category IN ('none', 'minor', 'student', 'teacher',
    'medical', 'civil_servant', 'military', 'employee', 'foreigner')),
  may_be_paid boolean NOT NULL,
  checked_by uuid,
  checked_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, seller_id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
CREATE INDEX ON seller_identities (brand_id, id_hash);
COMMENT ON TABLE seller_identities IS 'The person behind a seller: hash of the identity number, the excluded category if any, and whether they may be paid (G-09)';

CREATE TABLE buy_back_reserves (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  currency char(3) NOT NULL,
  evidence text NOT NULL CHECK (length(evidence) BETWEEN 1 AND 2000),
  recorded_by uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id)
);
CREATE INDEX ON buy_back_reserves (brand_id, at);
COMMENT ON TABLE buy_back_reserves IS 'Money the brand says it has set aside for buy-backs, and where it lies; the latest counts (G-08)';

CREATE TABLE stock_order_checks (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  mode text NOT NULL CHECK (mode IN ('off', 'warn', 'review', 'block')),
  outcome text NOT NULL CHECK (outcome IN ('not_asked', 'passed', 'warned', 'waiting', 'approved', 'declined')),
  units int NOT NULL CHECK (units > 0),
  starter_cap int NOT NULL CHECK (starter_cap >= 0),
  sold int NOT NULL CHECK (sold >= 0),
  in_stock int NOT NULL CHECK (in_stock >= 0),
  allowed int NOT NULL CHECK (allowed >= 0),
  tier_jump boolean NOT NULL,
  at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  reason text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, order_id),
  CHECK (outcome <> 'passed' OR units <= allowed AND NOT tier_jump),
  CHECK ((outcome = 'not_asked') = (mode = 'off')),
  CHECK (outcome <> 'warned' OR mode = 'warn'),
  CHECK ((outcome IN ('approved', 'declined')) = (decided_by IS NOT NULL AND decided_at IS NOT NULL AND length(reason) >= 3)),
  FOREIGN KEY (brand_id, order_id) REFERENCES stock_orders (brand_id, id)
);
CREATE INDEX ON stock_order_checks (brand_id, at) WHERE outcome = 'waiting';
COMMENT ON TABLE stock_order_checks IS 'What the stocking gate (G-07) said of a stock order, with its figures, and who decided where a person had to';
COMMENT ON COLUMN stock_order_checks.allowed IS 'max(starter cap, units sold to end customers in 90 days / 0.70 - units in stock)';
