-- A leaver's customers and links go to another seller: new facts, nothing overwritten without its history.

CREATE TABLE hand_overs (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  from_seller_id uuid NOT NULL,
  to_seller_id uuid NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  customers int NOT NULL DEFAULT 0,
  links int NOT NULL DEFAULT 0,
  at timestamptz NOT NULL,
  made_by uuid,
  undone_at timestamptz,
  undone_by uuid,
  PRIMARY KEY (brand_id, id),
  CHECK (from_seller_id <> to_seller_id),
  FOREIGN KEY (brand_id, from_seller_id) REFERENCES sellers (brand_id, id),
  FOREIGN KEY (brand_id, to_seller_id) REFERENCES sellers (brand_id, id)
);
CREATE INDEX ON hand_overs (brand_id, at);
COMMENT ON TABLE hand_overs IS 'A leaver''s customers and links went to another seller, once; undone by facts of its own';

CREATE TABLE link_owner_changes (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  link_id uuid NOT NULL,
  from_seller_id uuid NOT NULL,
  to_seller_id uuid NOT NULL,
  hand_over_id uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, link_id) REFERENCES links (brand_id, id),
  FOREIGN KEY (brand_id, hand_over_id) REFERENCES hand_overs (brand_id, id)
);
CREATE INDEX ON link_owner_changes (brand_id, link_id, at);
CREATE INDEX ON link_owner_changes (brand_id, hand_over_id);
COMMENT ON TABLE link_owner_changes IS 'Whose link it was from an instant on: touches of before stay with whom they were made for';

ALTER TABLE bindings ADD COLUMN hand_over_id uuid;
ALTER TABLE bindings ADD FOREIGN KEY (brand_id, hand_over_id) REFERENCES hand_overs (brand_id, id);
CREATE INDEX ON bindings (brand_id, seller_id);
COMMENT ON COLUMN bindings.hand_over_id IS 'Made by a hand-over or its undoing: it takes the place of whichever stands';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['hand_overs', 'link_owner_changes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON hand_overs TO storelet_service;
GRANT SELECT, INSERT ON link_owner_changes TO storelet_service;
