-- Links, touches, and who a browser turned out to be.

CREATE TABLE links (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  code text NOT NULL CHECK (code ~ '^[0-9A-Za-z]{4,16}$'),
  seller_id uuid NOT NULL,
  store_id uuid NOT NULL,
  target_kind text NOT NULL CHECK (target_kind IN ('store', 'product', 'collection', 'page')),
  target_ref text NOT NULL DEFAULT '',
  channel text NOT NULL CHECK (channel ~ '^[a-z0-9_]{1,40}$'),
  campaign text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused')),
  expires_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id),
  FOREIGN KEY (brand_id, store_id) REFERENCES stores (brand_id, id)
);
CREATE INDEX ON links (brand_id, seller_id, created_at);
COMMENT ON TABLE links IS 'A tracked link of a store; where it leads is a target of ours, never a free address';
COMMENT ON COLUMN links.target_ref IS 'Product code, collection or page name; empty for the store itself';

CREATE TABLE link_codes (
  code text PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brands (id),
  link_id uuid NOT NULL
);
COMMENT ON TABLE link_codes IS 'Which brand a short code belongs to: the one thing a redirect asks before it knows the brand';

CREATE TABLE link_target_changes (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  link_id uuid NOT NULL,
  target_kind text NOT NULL,
  target_ref text NOT NULL,
  changed_by uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, link_id) REFERENCES links (brand_id, id)
);
COMMENT ON TABLE link_target_changes IS 'Where a link led from an instant on: an edit keeps history';

CREATE TABLE visitors (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id)
);
COMMENT ON TABLE visitors IS 'A browser, known by a random id in its cookie or address';

CREATE TABLE customers (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  account_id uuid,
  name text NOT NULL DEFAULT '',
  phone text,
  email text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, account_id),
  UNIQUE (brand_id, phone),
  FOREIGN KEY (brand_id, account_id) REFERENCES accounts (brand_id, id)
);
CREATE INDEX ON customers (brand_id, email);
COMMENT ON TABLE customers IS 'A buyer known to the brand';

CREATE TABLE identifications (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  visitor_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  via text NOT NULL CHECK (via IN ('login', 'order', 'operator')),
  at timestamptz NOT NULL,
  undone_at timestamptz,
  undone_by uuid,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, visitor_id) REFERENCES visitors (brand_id, id),
  FOREIGN KEY (brand_id, customer_id) REFERENCES customers (brand_id, id)
);
CREATE INDEX ON identifications (brand_id, visitor_id, at);
CREATE INDEX ON identifications (brand_id, customer_id, at);
COMMENT ON TABLE identifications IS 'A merge: from this instant the visitor is known to be the customer';

-- Partitioned by month and made without foreign keys: a redirect must not wait for a key lookup, and old months are detached whole.
CREATE TABLE touches (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  link_id uuid NOT NULL,
  seller_id uuid NOT NULL,
  store_id uuid NOT NULL,
  visitor_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('click', 'scan', 'preview', 'bot')),
  channel text NOT NULL,
  campaign text NOT NULL DEFAULT '',
  target_ref text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  agent_hash bytea,
  referrer_host text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id, at)
) PARTITION BY RANGE (at);
CREATE INDEX ON touches (brand_id, visitor_id, at);
CREATE INDEX ON touches (brand_id, link_id, at);
COMMENT ON TABLE touches IS 'A click or scan on a tracked link';

CREATE TABLE bindings (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  seller_id uuid NOT NULL,
  customer_id uuid,
  visitor_id uuid,
  source text NOT NULL CHECK (source IN ('follow', 'scan', 'operator', 'order')),
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  CHECK ((customer_id IS NULL) <> (visitor_id IS NULL)),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id),
  FOREIGN KEY (brand_id, customer_id) REFERENCES customers (brand_id, id),
  FOREIGN KEY (brand_id, visitor_id) REFERENCES visitors (brand_id, id)
);
CREATE INDEX ON bindings (brand_id, customer_id, at);
CREATE INDEX ON bindings (brand_id, visitor_id, at);
COMMENT ON TABLE bindings IS 'A fact: at this instant the customer (or visitor) was bound to the seller. Policy decides later what it is worth';

CREATE TABLE coupons (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  code text NOT NULL CHECK (code = upper(code)),
  seller_id uuid NOT NULL,
  channel text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('amount', 'rate', 'none')),
  amount_off bigint NOT NULL DEFAULT 0 CHECK (amount_off >= 0),
  rate_off numeric(9, 6) NOT NULL DEFAULT 0 CHECK (rate_off >= 0 AND rate_off <= 1),
  minimum_total bigint NOT NULL DEFAULT 0 CHECK (minimum_total >= 0),
  valid_from timestamptz,
  valid_until timestamptz,
  use_limit int CHECK (use_limit > 0),
  used int NOT NULL DEFAULT 0 CHECK (used >= 0),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code),
  CHECK (use_limit IS NULL OR used <= use_limit),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
COMMENT ON TABLE coupons IS 'A coupon of one seller: a discount, and a claim to the sale';
COMMENT ON COLUMN coupons.used IS 'Changed by one conditional UPDATE: the last use goes to one order only';
