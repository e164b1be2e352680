-- What the law says of a brand's plan: reports, sign-offs, refusals, clearances, freezes. All of it evidence: written once.

CREATE TABLE declared_terms (LIKE tier_schedules INCLUDING ALL);
ALTER TABLE declared_terms ADD FOREIGN KEY (brand_id) REFERENCES brands (id);
COMMENT ON TABLE declared_terms IS 'A version of what only the brand can say: joining terms, contract, licences, goods, advertising, the stocking gate';

CREATE TABLE compliance_reports (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  stage text NOT NULL CHECK (stage IN ('plan', 'network')),
  cause text NOT NULL CHECK (cause IN ('draft', 'publish', 'pack_update', 'accrual', 'nightly', 'demand')),
  at timestamptz NOT NULL,
  judged_on date NOT NULL,
  plan_hash text,
  report_hash text NOT NULL,
  engine text NOT NULL,
  packs jsonb NOT NULL,
  verdicts jsonb NOT NULL,
  plan jsonb,
  document jsonb NOT NULL,
  asked_by uuid,
  PRIMARY KEY (brand_id, id)
);
CREATE INDEX ON compliance_reports (brand_id, stage, at);
COMMENT ON TABLE compliance_reports IS 'What every rule said of a plan or a network on a day, pinned by hashes of plan, packs and itself';

CREATE TABLE plan_sign_offs (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  report_id uuid NOT NULL,
  jurisdiction text NOT NULL,
  rule text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('R', 'R+')),
  finding_key text NOT NULL,
  reviewer text NOT NULL CHECK (length(reviewer) BETWEEN 1 AND 200),
  reviewer_id uuid NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 10 AND 4000),
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, report_id, finding_key),
  FOREIGN KEY (brand_id, report_id) REFERENCES compliance_reports (brand_id, id)
);
CREATE INDEX ON plan_sign_offs (brand_id, finding_key);
COMMENT ON TABLE plan_sign_offs IS 'A named reviewer answers for one finding of R or R+, with the reason; never for an illegal one';
COMMENT ON COLUMN plan_sign_offs.finding_key IS 'Hash of jurisdiction, rule, severity, place, words and the value found there: another value needs another sign-off';

CREATE TABLE publish_refusals (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  report_id uuid NOT NULL,
  kind text NOT NULL,
  body jsonb NOT NULL,
  code text NOT NULL,
  refused uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, report_id) REFERENCES compliance_reports (brand_id, id)
);
CREATE INDEX ON publish_refusals (brand_id, at);
COMMENT ON TABLE publish_refusals IS 'A policy that was not published because the plan would have broken a rule: what, whose, and the report that says why';

CREATE TABLE plan_clearances (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  live_key text NOT NULL,
  jurisdiction text NOT NULL,
  pack_version text NOT NULL,
  pack_hash text NOT NULL,
  engine text NOT NULL,
  plan_hash text NOT NULL,
  report_id uuid NOT NULL,
  commission_plan_id uuid,
  outcome text NOT NULL CHECK (outcome IN ('passed', 'tolerated', 'frozen')),
  rate_cap numeric,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, live_key, jurisdiction, pack_hash, engine),
  FOREIGN KEY (brand_id, report_id) REFERENCES compliance_reports (brand_id, id)
);
CREATE INDEX ON plan_clearances (brand_id, commission_plan_id);
COMMENT ON TABLE plan_clearances IS 'Under which rule pack a set of live policies was judged, and whether commission may accrue under it (G-10)';
COMMENT ON COLUMN plan_clearances.live_key IS 'Hash of the ids of the policy versions in force together';
COMMENT ON COLUMN plan_clearances.outcome IS 'tolerated: it went live under an earlier pack, and the newer one asks for review or data; frozen: illegal, or never passed';

CREATE TABLE accrual_freezes (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('accruals', 'upline_pay')),
  reason text NOT NULL,
  report_id uuid,
  started_at timestamptz NOT NULL,
  started_by uuid,
  ended_at timestamptz,
  ended_by uuid,
  ended_note text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id),
  CHECK ((ended_at IS NULL) = (ended_note = ''))
);
CREATE UNIQUE INDEX ON accrual_freezes (brand_id, kind) WHERE ended_at IS NULL;
COMMENT ON TABLE accrual_freezes IS 'From when to when new pay stood still, and why; what was earned, returns and buy-backs go on (G-10, G-11)';
