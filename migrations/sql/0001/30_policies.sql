-- The rules a brand sets. Each row is one version; a version in force is never edited, a new one follows it.

CREATE TABLE tier_schedules (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  version int NOT NULL CHECK (version > 0),
  effective_from timestamptz NOT NULL,
  body jsonb NOT NULL,
  body_hash text NOT NULL,
  note text NOT NULL DEFAULT '',
  created_by uuid,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, version),
  UNIQUE (brand_id, effective_from)
);
COMMENT ON TABLE tier_schedules IS 'A version of the tier schedule: price by volume bought (money-rules.md, Volume tiers)';
COMMENT ON COLUMN tier_schedules.body IS 'The policy in the JSON shape of scenario.md, without effective_from';

CREATE TABLE return_policies (LIKE tier_schedules INCLUDING ALL);
ALTER TABLE return_policies ADD FOREIGN KEY (brand_id) REFERENCES brands (id);
COMMENT ON TABLE return_policies IS 'A version of the right of return (money-rules.md, Right of return)';

CREATE TABLE attribution_policies (LIKE tier_schedules INCLUDING ALL);
ALTER TABLE attribution_policies ADD FOREIGN KEY (brand_id) REFERENCES brands (id);
COMMENT ON TABLE attribution_policies IS 'A version of the attribution policy (money-rules.md, Attribution)';

CREATE TABLE commission_plans (LIKE tier_schedules INCLUDING ALL);
ALTER TABLE commission_plans ADD FOREIGN KEY (brand_id) REFERENCES brands (id);
COMMENT ON TABLE commission_plans IS 'A version of the commission plan (money-rules.md, Commission)';
