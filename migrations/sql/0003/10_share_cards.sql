-- What a shared link says and where it lands, by who shares and who opens; and the words that may not be said.

CREATE TABLE share_kits (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  version int NOT NULL CHECK (version > 0),
  state text NOT NULL CHECK (state IN ('draft', 'live', 'retired')),
  body jsonb NOT NULL,
  note text NOT NULL DEFAULT '',
  created_by uuid,
  created_at timestamptz NOT NULL,
  edited_at timestamptz NOT NULL,
  previewed_hash text,
  live_from timestamptz,
  live_until timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, version),
  CHECK ((state = 'draft') = (live_from IS NULL)),
  CHECK ((state = 'retired') = (live_until IS NOT NULL))
);
CREATE UNIQUE INDEX ON share_kits (brand_id) WHERE state = 'live';
COMMENT ON TABLE share_kits IS 'A version of the brand''s share cards and landings: drafted, previewed, live, retired';
COMMENT ON COLUMN share_kits.previewed_hash IS 'Hash of the body that was last previewed: only what was looked at goes live';

CREATE TABLE share_variants (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('card', 'landing')),
  rule text NOT NULL,
  variant text NOT NULL,
  content_hash text NOT NULL,
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, kind, rule, variant, content_hash)
);
COMMENT ON TABLE share_variants IS 'A card or landing as it went live, known by its content: unchanged in a later version it keeps its id and its numbers';

CREATE TABLE card_showings (
  brand_id uuid NOT NULL,
  link_id uuid NOT NULL,
  at timestamptz NOT NULL,
  variant_id uuid NOT NULL,
  PRIMARY KEY (brand_id, link_id, at),
  FOREIGN KEY (brand_id, link_id) REFERENCES links (brand_id, id),
  FOREIGN KEY (brand_id, variant_id) REFERENCES share_variants (brand_id, id)
);
COMMENT ON TABLE card_showings IS 'Which card a link has shown from an instant on; written when it changes. A touch is credited to the card shown before it';

-- No key to touches: they lie in monthly partitions and may still be on their way when the page is read.
CREATE TABLE landing_views (
  brand_id uuid NOT NULL REFERENCES brands (id),
  touch_id uuid NOT NULL,
  link_id uuid NOT NULL,
  card_variant_id uuid,
  landing_variant_id uuid,
  opener text NOT NULL CHECK (opener IN ('follower', 'search', 'returning', 'new')),
  keyword text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, touch_id)
);
CREATE INDEX ON landing_views USING brin (at);
COMMENT ON TABLE landing_views IS 'What a touch was shown: the card that brought it and the landing it was given; once for each touch';

CREATE TABLE customer_shares (
  brand_id uuid NOT NULL,
  link_id uuid NOT NULL,
  store_id uuid NOT NULL,
  customer_id uuid,
  visitor_id uuid,
  shown_name text NOT NULL DEFAULT '' CHECK (length(shown_name) <= 40),
  from_link_id uuid,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, link_id),
  CHECK ((customer_id IS NULL) <> (visitor_id IS NULL)),
  FOREIGN KEY (brand_id, link_id) REFERENCES links (brand_id, id),
  FOREIGN KEY (brand_id, store_id) REFERENCES stores (brand_id, id),
  FOREIGN KEY (brand_id, customer_id) REFERENCES customers (brand_id, id)
);
CREATE INDEX ON customer_shares (brand_id, customer_id, store_id);
CREATE INDEX ON customer_shares (brand_id, visitor_id, store_id);
CREATE INDEX ON customer_shares (brand_id, from_link_id);
COMMENT ON TABLE customer_shares IS 'A link that a shopper shares: the credit is the store''s seller''s, the shopper is only named and never paid';
COMMENT ON COLUMN customer_shares.from_link_id IS 'The link that brought the sharer here: one hop, for reading only';

CREATE TABLE claim_rules (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  family text NOT NULL CHECK (family IN ('income', 'health', 'other')),
  verdict text NOT NULL CHECK (verdict IN ('refuse', 'flag', 'allow')),
  words text[] NOT NULL CHECK (cardinality(words) BETWEEN 1 AND 200),
  why text NOT NULL CHECK (length(why) BETWEEN 1 AND 500),
  source text NOT NULL DEFAULT '' CHECK (length(source) <= 300),
  created_by uuid,
  created_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (brand_id, id)
);
COMMENT ON TABLE claim_rules IS 'A brand''s own words for the claims check, beside those of the law';

CREATE TABLE claim_flags (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  subject_kind text NOT NULL CHECK (subject_kind IN ('store', 'store_item', 'share_kit', 'customer_share', 'link')),
  subject_id uuid NOT NULL,
  seller_id uuid,
  field text NOT NULL,
  quoted text NOT NULL,
  findings jsonb NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'kept', 'superseded')),
  at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  decision_note text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id),
  CHECK ((state = 'kept') = (decided_at IS NOT NULL))
);
CREATE INDEX ON claim_flags (brand_id, at);
CREATE UNIQUE INDEX ON claim_flags (brand_id, subject_id, field) WHERE state = 'open';
COMMENT ON TABLE claim_flags IS 'A text that was saved though words in it want a look: which words, why, and by which source';
