-- Links that fill a cart, hosts of a brand's own, and word to every process when what it remembers of a link is over.

ALTER TABLE links ADD COLUMN cart jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(cart) = 'array');
ALTER TABLE link_target_changes ADD COLUMN cart jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN links.cart IS 'What the landing page puts into the cart: [{"sku": code, "qty": units}, …]';

CREATE TABLE link_domains (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  host text NOT NULL CHECK (host = lower(host) AND host ~ '^[a-z0-9.-]{4,253}$'),
  proof text NOT NULL,
  added_by uuid,
  added_at timestamptz NOT NULL,
  verified_at timestamptz,
  checked_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, host)
);
-- Many may claim a name; it is one brand's once its owner has said so in the name's own records.
CREATE UNIQUE INDEX link_domains_verified ON link_domains (host) WHERE verified_at IS NOT NULL;
COMMENT ON TABLE link_domains IS 'A host name of the brand''s own whose addresses open the brand''s links and no other''s';
COMMENT ON COLUMN link_domains.proof IS 'What the host''s TXT record must say before the host is answered';

ALTER TABLE link_domains ENABLE ROW LEVEL SECURITY;
ALTER TABLE link_domains FORCE ROW LEVEL SECURITY;
-- A request names its host before any brand is known.
CREATE POLICY directory ON link_domains FOR SELECT USING (verified_at IS NOT NULL);
CREATE POLICY own_brand ON link_domains USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand());
REVOKE ALL ON link_domains FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON link_domains TO storelet_service;

-- Told by the database and in the transaction of the change itself, so that no writer can forget it and nobody is told
-- of what was rolled back. A change of many links is told by their brand.
CREATE FUNCTION storelet_tell_of_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM (SELECT 1 FROM changed LIMIT 51) AS few) > 50 THEN
    PERFORM pg_notify('storelet_links', 'brand ' || b.brand_id) FROM (SELECT DISTINCT brand_id FROM changed) AS b;
  ELSE
    PERFORM pg_notify('storelet_links', 'link ' || code) FROM changed;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER told AFTER UPDATE ON links REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION storelet_tell_of_links();

CREATE FUNCTION storelet_tell_of_addresses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('storelet_links', TG_ARGV[0] || ' ' || CASE TG_TABLE_NAME
    WHEN 'link_domains' THEN coalesce(to_jsonb(NEW), to_jsonb(OLD)) ->> 'host'
    WHEN 'brands' THEN to_jsonb(NEW) ->> 'id'
    ELSE to_jsonb(NEW) ->> 'brand_id' END);
  RETURN NULL;
END $$;
CREATE TRIGGER told AFTER UPDATE ON stores FOR EACH ROW WHEN (OLD.slug <> NEW.slug)
  EXECUTE FUNCTION storelet_tell_of_addresses('brand');
CREATE TRIGGER told AFTER UPDATE ON brands FOR EACH ROW WHEN (OLD.slug <> NEW.slug OR OLD.status <> NEW.status)
  EXECUTE FUNCTION storelet_tell_of_addresses('brand');
CREATE TRIGGER told AFTER INSERT OR UPDATE OR DELETE ON link_domains FOR EACH ROW
  EXECUTE FUNCTION storelet_tell_of_addresses('host');
