-- Offline: places whose code proves where and when it was scanned, coupons handed out there, carts that wait in a phone.

CREATE TABLE places (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  link_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('shop', 'event', 'shelf')),
  name text NOT NULL,
  latitude numeric(8, 5) CHECK (latitude BETWEEN -90 AND 90),
  longitude numeric(8, 5) CHECK (longitude BETWEEN -180 AND 180),
  step_seconds int NOT NULL DEFAULT 60 CHECK (step_seconds BETWEEN 15 AND 300),
  key_version int NOT NULL DEFAULT 1,
  opens_at timestamptz,
  closes_at timestamptz,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
  coupon jsonb,
  coupon_limit int CHECK (coupon_limit > 0),
  coupons_given int NOT NULL DEFAULT 0 CHECK (coupons_given >= 0),
  created_by uuid,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  CHECK ((latitude IS NULL) = (longitude IS NULL)),
  CHECK (coupon_limit IS NULL OR coupons_given <= coupon_limit),
  FOREIGN KEY (brand_id, link_id) REFERENCES links (brand_id, id)
);
CREATE INDEX ON places (brand_id, link_id);
COMMENT ON TABLE places IS 'A shop, an event or a shelf with a rotating code; a scan there is a touch on its link';
COMMENT ON COLUMN places.key_version IS 'Counts up when the display''s address or its codes fell into wrong hands: all before are worthless';
COMMENT ON COLUMN places.coupon IS 'The coupon everybody who scans may take once: kind, amounts, days it is valid';

-- What a fraud rule asks of a scan: where, and when the code it showed was on display.
ALTER TABLE touches ADD COLUMN place_id uuid, ADD COLUMN proved_at timestamptz;
COMMENT ON COLUMN touches.proved_at IS 'Start of the step whose code was scanned at place_id; null for every other touch';

CREATE TABLE coupon_hand_outs (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  place_id uuid NOT NULL,
  coupon_id uuid NOT NULL,
  touch_id uuid NOT NULL,
  visitor_id uuid NOT NULL,
  customer_id uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, coupon_id),
  UNIQUE (brand_id, place_id, visitor_id),
  FOREIGN KEY (brand_id, place_id) REFERENCES places (brand_id, id),
  FOREIGN KEY (brand_id, coupon_id) REFERENCES coupons (brand_id, id),
  FOREIGN KEY (brand_id, customer_id) REFERENCES customers (brand_id, id)
);
CREATE UNIQUE INDEX ON coupon_hand_outs (brand_id, place_id, customer_id) WHERE customer_id IS NOT NULL;
COMMENT ON TABLE coupon_hand_outs IS 'A coupon of one person''s own, handed out for a scan at a place; one a person and place';

CREATE TABLE saved_carts (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  store_id uuid NOT NULL,
  access_hash bytea NOT NULL,
  visitor_id uuid NOT NULL,
  touch_id uuid,
  place_id uuid,
  lines jsonb NOT NULL,
  coupon text,
  ship_to jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  order_id uuid,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, store_id) REFERENCES stores (brand_id, id),
  FOREIGN KEY (brand_id, order_id) REFERENCES retail_orders (brand_id, id)
);
CREATE INDEX ON saved_carts (brand_id, expires_at);
COMMENT ON TABLE saved_carts IS 'An intended order that waits in the shopper''s phone: opened by its secret, ordered once';
COMMENT ON COLUMN saved_carts.visitor_id IS 'Who scanned: the order is credited by this visitor, whichever browser it is sent from';
