-- What is sold, at which price, and how much of it lies where.

CREATE TABLE products (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  code text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  description text NOT NULL DEFAULT '',
  translations jsonb NOT NULL DEFAULT '{}',
  category text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('draft', 'active', 'archived')),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code)
);
CREATE INDEX ON products (brand_id, category);
COMMENT ON TABLE products IS 'A product of the catalogue; what is bought is one of its SKUs';

CREATE TABLE product_images (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  product_id uuid NOT NULL,
  position int NOT NULL,
  url text NOT NULL,
  alt text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, product_id, position),
  FOREIGN KEY (brand_id, product_id) REFERENCES products (brand_id, id)
);
COMMENT ON TABLE product_images IS 'A picture of a product, in order';

CREATE TABLE skus (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  product_id uuid NOT NULL,
  code text NOT NULL,
  style text NOT NULL DEFAULT '',
  colour text NOT NULL DEFAULT '',
  size text NOT NULL DEFAULT '',
  barcode text,
  tier_eligible boolean NOT NULL DEFAULT true,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'archived')),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code),
  FOREIGN KEY (brand_id, product_id) REFERENCES products (brand_id, id)
);
CREATE INDEX ON skus (brand_id, product_id);
COMMENT ON TABLE skus IS 'What can be bought: a product in one style, colour and size';

CREATE TABLE sku_prices (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  sku_id uuid NOT NULL,
  effective_from timestamptz NOT NULL,
  list_price bigint NOT NULL CHECK (list_price >= 0),
  retail_floor bigint NOT NULL CHECK (retail_floor >= 0),
  retail_ceiling bigint NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, sku_id, effective_from),
  CHECK (retail_ceiling >= retail_floor),
  FOREIGN KEY (brand_id, sku_id) REFERENCES skus (brand_id, id)
);
COMMENT ON TABLE sku_prices IS 'The price list, versioned: list price in minor units, and the floor and ceiling of a reseller''s own retail price';

CREATE TABLE store_items (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  store_id uuid NOT NULL,
  product_id uuid NOT NULL,
  position int NOT NULL,
  note text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, store_id, product_id),
  FOREIGN KEY (brand_id, store_id) REFERENCES stores (brand_id, id),
  FOREIGN KEY (brand_id, product_id) REFERENCES products (brand_id, id)
);
COMMENT ON TABLE store_items IS 'A product the seller picked for the store, in order';

CREATE TABLE store_prices (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  store_id uuid NOT NULL,
  sku_id uuid NOT NULL,
  retail_price bigint NOT NULL CHECK (retail_price >= 0),
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, store_id, sku_id),
  FOREIGN KEY (brand_id, store_id) REFERENCES stores (brand_id, id),
  FOREIGN KEY (brand_id, sku_id) REFERENCES skus (brand_id, id)
);
COMMENT ON TABLE store_prices IS 'A reseller''s own retail price of a SKU, between the brand''s floor and ceiling';

CREATE TABLE locations (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('warehouse', 'shop', 'event')),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code)
);
COMMENT ON TABLE locations IS 'A place where the brand''s own stock lies';

CREATE TABLE stock_levels (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  location_id uuid NOT NULL,
  sku_id uuid NOT NULL,
  on_hand int NOT NULL CHECK (on_hand >= 0),
  reserved int NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, location_id, sku_id),
  CHECK (reserved <= on_hand),
  FOREIGN KEY (brand_id, location_id) REFERENCES locations (brand_id, id),
  FOREIGN KEY (brand_id, sku_id) REFERENCES skus (brand_id, id)
);
COMMENT ON TABLE stock_levels IS 'Units of a SKU at a location; reserved units are promised to an unpaid order. Checks make overselling impossible';

CREATE TABLE reservations (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  location_id uuid NOT NULL,
  sku_id uuid NOT NULL,
  qty int NOT NULL CHECK (qty > 0),
  order_kind text NOT NULL CHECK (order_kind IN ('retail', 'stock')),
  order_id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'committed', 'released')),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, location_id) REFERENCES locations (brand_id, id),
  FOREIGN KEY (brand_id, sku_id) REFERENCES skus (brand_id, id)
);
CREATE INDEX ON reservations (brand_id, order_id);
CREATE INDEX ON reservations (brand_id, expires_at) WHERE state = 'held';
COMMENT ON TABLE reservations IS 'Units held for an order that is not paid yet; they fall free when it expires';

CREATE TABLE stock_movements (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  location_id uuid NOT NULL,
  sku_id uuid NOT NULL,
  qty int NOT NULL CHECK (qty <> 0),
  reason text NOT NULL CHECK (reason IN ('received', 'adjusted', 'retail_sold', 'retail_refunded', 'wholesale_sold', 'wholesale_returned')),
  cause_id uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, location_id) REFERENCES locations (brand_id, id),
  FOREIGN KEY (brand_id, sku_id) REFERENCES skus (brand_id, id)
);
CREATE INDEX ON stock_movements (brand_id, sku_id, at);
COMMENT ON TABLE stock_movements IS 'Every change of the brand''s stock on hand, append only: the sum is the stock level';
