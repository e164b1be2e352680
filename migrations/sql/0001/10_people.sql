-- Brands and the people who work for them. Every row below a brand starts its key with brand_id (tenancy; Citus).

CREATE TABLE brands (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,38}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  jurisdiction text NOT NULL CHECK (jurisdiction ~ '^[A-Z]{2}$'),
  timezone text NOT NULL,
  locale text NOT NULL DEFAULT 'zh',
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'closed')),
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL
);
COMMENT ON TABLE brands IS 'A brand: the tenant. Its currency, law and time zone decide how its money counts';

CREATE TABLE accounts (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 120),
  phone text CHECK (phone ~ '^\+[0-9]{6,15}$'),
  email text CHECK (email = lower(email) AND position('@' IN email) > 1),
  password_hash text,
  totp_secret bytea,
  totp_confirmed_at timestamptz,
  totp_last_step bigint NOT NULL DEFAULT 0,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('invited', 'active', 'suspended', 'closed')),
  created_at timestamptz NOT NULL,
  last_login_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, phone),
  UNIQUE (brand_id, email),
  CHECK (phone IS NOT NULL OR email IS NOT NULL)
);
COMMENT ON TABLE accounts IS 'A log-in of one brand, found by phone or e-mail';
COMMENT ON COLUMN accounts.totp_secret IS 'Second-factor secret, encrypted with the application key';
COMMENT ON COLUMN accounts.totp_last_step IS 'Last accepted time step: one code opens one door once';

CREATE TABLE memberships (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('admin', 'finance', 'operator', 'staff', 'reseller')),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'revoked')),
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, account_id, role),
  FOREIGN KEY (brand_id, account_id) REFERENCES accounts (brand_id, id)
);
COMMENT ON TABLE memberships IS 'A role an account holds with the brand; it gives rights in the product, never a share of another''s sales';

CREATE TABLE sessions (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  csrf_token text NOT NULL,
  second_factor_at timestamptz,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  agent text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, token_hash),
  FOREIGN KEY (brand_id, account_id) REFERENCES accounts (brand_id, id)
);
COMMENT ON TABLE sessions IS 'A browser that logged in; only the hash of its token is kept';

CREATE TABLE api_tokens (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  name text NOT NULL,
  token_hash bytea NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, token_hash),
  FOREIGN KEY (brand_id, account_id) REFERENCES accounts (brand_id, id)
);
COMMENT ON TABLE api_tokens IS 'A personal token for programs, with scopes; only its hash is kept';

CREATE TABLE sellers (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  account_id uuid,
  kind text NOT NULL CHECK (kind IN ('staff', 'reseller')),
  code text NOT NULL,
  display_name text NOT NULL,
  cohort text,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'closed')),
  joined_at timestamptz NOT NULL,
  source text NOT NULL DEFAULT 'live',
  external_ref text,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code),
  UNIQUE (brand_id, account_id),
  UNIQUE (brand_id, source, external_ref),
  FOREIGN KEY (brand_id, account_id) REFERENCES accounts (brand_id, id)
);
COMMENT ON TABLE sellers IS 'Owner of a micro-store: staff or reseller. Nobody stands above a seller: no column says who recruited whom';
COMMENT ON COLUMN sellers.account_id IS 'Null until the person claims an imported or invited seller';

CREATE TABLE seller_status_changes (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  seller_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'suspended', 'closed')),
  reason text NOT NULL DEFAULT '',
  changed_by uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
CREATE INDEX ON seller_status_changes (brand_id, seller_id, at);
COMMENT ON TABLE seller_status_changes IS 'History of a seller''s status: attribution asks who was active at a touch and at the order';

CREATE TABLE stores (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  seller_id uuid NOT NULL,
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,58}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  headline text NOT NULL DEFAULT '' CHECK (length(headline) <= 500),
  cover_url text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'paused')),
  ships_from text NOT NULL DEFAULT 'brand' CHECK (ships_from IN ('brand', 'own_stock')),
  created_at timestamptz NOT NULL,
  published_at timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, slug),
  UNIQUE (brand_id, seller_id),
  FOREIGN KEY (brand_id, seller_id) REFERENCES sellers (brand_id, id)
);
COMMENT ON TABLE stores IS 'A seller''s micro-store';
COMMENT ON COLUMN stores.ships_from IS 'own_stock: goods leave the reseller''s lots and the customer''s money is the reseller''s proceeds';

CREATE TABLE store_status_changes (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  store_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'published', 'paused')),
  changed_by uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, store_id) REFERENCES stores (brand_id, id)
);
CREATE INDEX ON store_status_changes (brand_id, store_id, at);
COMMENT ON TABLE store_status_changes IS 'History of a store''s status: attribution asks whether the store was open at a touch';
