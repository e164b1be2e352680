-- Numbers: what shares brought, kept by day so that a year is read as fast as a day.

-- An instant is found without an index that every touch would have to enter: touches lie in the order of time.
CREATE INDEX ON touches USING brin (at);

CREATE TABLE credited_sales (
  brand_id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  part int NOT NULL CHECK (part >= 0),
  order_id uuid NOT NULL,
  seller_id uuid,
  store_id uuid NOT NULL,
  touch_id uuid,
  link_id uuid,
  channel text NOT NULL,
  campaign text NOT NULL DEFAULT '',
  card_variant_id uuid,
  landing_variant_id uuid,
  weight text NOT NULL,
  sales bigint NOT NULL CHECK (sales >= 0),
  refunded bigint NOT NULL DEFAULT 0,
  commission bigint NOT NULL DEFAULT 0 CHECK (commission >= 0),
  reversed bigint NOT NULL DEFAULT 0,
  paid_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, order_line_id, part),
  CHECK (refunded BETWEEN 0 AND sales),
  CHECK (reversed BETWEEN 0 AND commission),
  FOREIGN KEY (brand_id, order_line_id) REFERENCES retail_order_lines (brand_id, id)
);
CREATE INDEX ON credited_sales (brand_id, paid_at);
CREATE INDEX ON credited_sales (brand_id, seller_id, paid_at);
COMMENT ON TABLE credited_sales IS 'A sold line as the decision credits it, one row a credited touch: what numbers by link, channel, campaign and variant add up. For reading; nobody is paid by it';
COMMENT ON COLUMN credited_sales.sales IS 'This part of what was paid for the line; the parts of a line sum to the line exactly, as do refunded, commission and reversed';

CREATE TABLE number_days (
  brand_id uuid NOT NULL REFERENCES brands (id),
  dimension text NOT NULL CHECK (dimension IN ('all', 'store', 'channel', 'campaign', 'link', 'card', 'landing')),
  seller_id uuid NOT NULL,
  key text NOT NULL,
  day date NOT NULL,
  clicks int NOT NULL DEFAULT 0,
  people int NOT NULL DEFAULT 0,
  previews int NOT NULL DEFAULT 0,
  bots int NOT NULL DEFAULT 0,
  orders int NOT NULL DEFAULT 0,
  sales bigint NOT NULL DEFAULT 0,
  refunded bigint NOT NULL DEFAULT 0,
  commission bigint NOT NULL DEFAULT 0,
  reversed bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (brand_id, dimension, seller_id, day, key)
);
COMMENT ON TABLE number_days IS 'A day of the brand''s calendar, added up from touches and credited sales; made again whenever something of the day changed';
COMMENT ON COLUMN number_days.seller_id IS 'Whose numbers; all zeros for the brand''s own';

CREATE TABLE people_seen (
  brand_id uuid NOT NULL REFERENCES brands (id),
  dimension text NOT NULL CHECK (dimension IN ('all', 'store', 'channel')),
  key text NOT NULL,
  person_id uuid NOT NULL,
  last_day date NOT NULL,
  PRIMARY KEY (brand_id, dimension, key, person_id)
);
CREATE INDEX ON people_seen (brand_id, dimension, key, last_day);
COMMENT ON TABLE people_seen IS 'The last day a person came, so that the people of a period until now are counted without counting touches';
COMMENT ON COLUMN people_seen.person_id IS 'The customer where the visitor is known to be one, else the visitor: who is merged counts once';

CREATE TABLE rolled_days (
  brand_id uuid NOT NULL REFERENCES brands (id),
  day date NOT NULL,
  rolled_at timestamptz NOT NULL,
  stale boolean NOT NULL DEFAULT false,
  PRIMARY KEY (brand_id, day)
);
CREATE INDEX ON rolled_days (brand_id) WHERE stale;
COMMENT ON TABLE rolled_days IS 'Which days number_days holds, as of when; stale where something of the day changed since';

CREATE TABLE people_last_days (
  brand_id uuid NOT NULL REFERENCES brands (id),
  dimension text NOT NULL,
  key text NOT NULL,
  last_day date NOT NULL,
  people int NOT NULL,
  PRIMARY KEY (brand_id, dimension, key, last_day)
);
COMMENT ON TABLE people_last_days IS 'How many people came last on a day: people_seen added up';
