-- Pictures that the site keeps itself, and how a brand's posters look.

CREATE TABLE pictures (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  media_type text NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp')),
  width int NOT NULL CHECK (width > 0),
  height int NOT NULL CHECK (height > 0),
  digest bytea NOT NULL,
  body bytea NOT NULL,
  added_by uuid,
  added_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, digest)
);
COMMENT ON TABLE pictures IS 'A picture somebody uploaded, drawn anew by us: what else was in the file is gone';
COMMENT ON COLUMN pictures.digest IS 'SHA-256 of the body: the same picture is kept once';

CREATE TABLE poster_templates (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  name text NOT NULL,
  body jsonb NOT NULL,
  usual boolean NOT NULL DEFAULT false,
  created_by uuid,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  removed_at timestamptz,
  PRIMARY KEY (brand_id, id),
  CHECK (NOT (usual AND removed_at IS NOT NULL))
);
CREATE UNIQUE INDEX ON poster_templates (brand_id) WHERE usual;
COMMENT ON TABLE poster_templates IS 'How a brand''s posters look: layout, colours, words, logo';
COMMENT ON COLUMN poster_templates.usual IS 'Taken where a seller names none';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['places', 'coupon_hand_outs', 'saved_carts', 'pictures', 'poster_templates'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO storelet_service', t);
  END LOOP;
END $$;
