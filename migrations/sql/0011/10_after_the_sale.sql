-- What a shopper does besides buying: says what it was like, asks, writes to the store, keeps addresses; and where goods are.

CREATE TABLE reviews (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  code text NOT NULL CHECK (code ~ '^[0-9A-Za-z]{6,24}$'),
  order_line_id uuid NOT NULL,
  product_id uuid NOT NULL,
  store_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  shown_name text NOT NULL DEFAULT '' CHECK (length(shown_name) <= 40),
  stars int NOT NULL CHECK (stars BETWEEN 1 AND 5),
  words text NOT NULL DEFAULT '' CHECK (length(words) <= 2000),
  state text NOT NULL DEFAULT 'shown' CHECK (state IN ('shown', 'hidden')),
  hidden_for text NOT NULL DEFAULT '' CHECK (length(hidden_for) <= 500),
  written_at timestamptz NOT NULL,
  decided_at timestamptz,
  decided_by uuid,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code),
  UNIQUE (brand_id, order_line_id),
  CHECK ((state = 'hidden') = (hidden_for <> '')),
  FOREIGN KEY (brand_id, order_line_id) REFERENCES retail_order_lines (brand_id, id),
  FOREIGN KEY (brand_id, product_id) REFERENCES products (brand_id, id),
  FOREIGN KEY (brand_id, store_id) REFERENCES stores (brand_id, id),
  FOREIGN KEY (brand_id, customer_id) REFERENCES customers (brand_id, id)
);
CREATE INDEX ON reviews (brand_id, product_id, written_at);
COMMENT ON TABLE reviews IS 'What a customer says of a product that was delivered to them: one an order line, never edited by others';
COMMENT ON COLUMN reviews.hidden_for IS 'Why the brand took it off the pages; the customer is told';

CREATE TABLE review_pictures (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  review_id uuid NOT NULL,
  position int NOT NULL CHECK (position BETWEEN 1 AND 9),
  picture_id uuid NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, review_id, position),
  FOREIGN KEY (brand_id, review_id) REFERENCES reviews (brand_id, id),
  FOREIGN KEY (brand_id, picture_id) REFERENCES pictures (brand_id, id)
);
COMMENT ON TABLE review_pictures IS 'A photo of a review, in order';

CREATE TABLE questions (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  store_id uuid NOT NULL,
  product_id uuid NOT NULL,
  sku_id uuid,
  units_then int CHECK (units_then >= 0),
  visitor_id uuid,
  account_id uuid,
  shown_name text NOT NULL DEFAULT '' CHECK (length(shown_name) <= 40),
  words text NOT NULL DEFAULT '' CHECK (length(words) <= 500),
  state text NOT NULL CHECK (state IN ('open', 'answered', 'hidden')),
  answer text NOT NULL DEFAULT '' CHECK (length(answer) <= 1000),
  asked_at timestamptz NOT NULL,
  answered_at timestamptz,
  answered_by uuid,
  PRIMARY KEY (brand_id, id),
  CHECK (words <> '' OR sku_id IS NOT NULL),
  CHECK ((sku_id IS NULL) = (units_then IS NULL)),
  CHECK (state <> 'answered' OR answer <> '' OR units_then IS NOT NULL),
  FOREIGN KEY (brand_id, store_id) REFERENCES stores (brand_id, id),
  FOREIGN KEY (brand_id, product_id) REFERENCES products (brand_id, id),
  FOREIGN KEY (brand_id, sku_id) REFERENCES skus (brand_id, id)
);
CREATE INDEX ON questions (brand_id, store_id, product_id, asked_at);
CREATE INDEX ON questions (brand_id, store_id, asked_at) WHERE state = 'open';
COMMENT ON TABLE questions IS 'A question to a store''s owner on a product''s page, with its answer';
COMMENT ON COLUMN questions.units_then IS 'The stock of the SKU asked about, answered at once; the page shows the stock of the moment beside it';

CREATE TABLE conversations (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  store_id uuid NOT NULL,
  access_hash bytea NOT NULL,
  account_id uuid,
  shown_name text NOT NULL DEFAULT '' CHECK (length(shown_name) <= 40),
  about_kind text NOT NULL CHECK (about_kind IN ('store', 'product', 'order')),
  about_ref text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  unread_by_seller int NOT NULL DEFAULT 0 CHECK (unread_by_seller >= 0),
  unread_by_shopper int NOT NULL DEFAULT 0 CHECK (unread_by_shopper >= 0),
  opened_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, store_id) REFERENCES stores (brand_id, id),
  FOREIGN KEY (brand_id, account_id) REFERENCES accounts (brand_id, id)
);
CREATE INDEX ON conversations (brand_id, store_id, last_at);
COMMENT ON TABLE conversations IS 'A shopper and a store''s owner writing to each other; a guest opens it by the secret of its address';
COMMENT ON COLUMN conversations.about_ref IS 'Product or order code; empty for the store itself';

CREATE TABLE messages (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  side text NOT NULL CHECK (side IN ('shopper', 'seller')),
  account_id uuid,
  words text NOT NULL CHECK (length(words) BETWEEN 1 AND 2000),
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations (brand_id, id)
);
CREATE INDEX ON messages (brand_id, conversation_id, at, id);
COMMENT ON TABLE messages IS 'One message of a conversation, by the shopper or the seller';

CREATE TABLE addresses (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  ship_to jsonb NOT NULL,
  usual boolean NOT NULL DEFAULT false,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, account_id) REFERENCES accounts (brand_id, id)
);
CREATE UNIQUE INDEX ON addresses (brand_id, account_id) WHERE usual;
CREATE INDEX ON addresses (brand_id, account_id, used_at);
COMMENT ON TABLE addresses IS 'Where a shopper who logs in has goods sent; an order keeps its own copy';

CREATE TABLE shipments (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  carrier text NOT NULL CHECK (length(carrier) BETWEEN 1 AND 80),
  tracking_code text NOT NULL DEFAULT '' CHECK (length(tracking_code) <= 80),
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 300),
  sent_by uuid,
  sent_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, order_id) REFERENCES retail_orders (brand_id, id)
);
CREATE INDEX ON shipments (brand_id, order_id, sent_at);
COMMENT ON TABLE shipments IS 'A parcel of a paid order on its way; delivery is said of the order when it has arrived';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['reviews', 'review_pictures', 'questions', 'conversations', 'messages', 'addresses', 'shipments'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO storelet_service', t);
  END LOOP;
END $$;
GRANT DELETE ON addresses TO storelet_service;
