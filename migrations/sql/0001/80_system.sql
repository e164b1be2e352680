-- What keeps promises: the outbox, idempotency, the audit log, imports.

CREATE TABLE outbox (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  topic text NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  available_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  sent_at timestamptz,
  last_error text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id)
);
CREATE INDEX ON outbox (available_at) WHERE sent_at IS NULL;
COMMENT ON TABLE outbox IS 'Work that must happen after a commit, written in the same database transaction and relayed to Celery';

CREATE TABLE idempotency_keys (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  operation text NOT NULL,
  actor text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  input_hash text NOT NULL,
  answer jsonb,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, operation, actor, key)
);
CREATE INDEX ON idempotency_keys (created_at);
COMMENT ON TABLE idempotency_keys IS 'A key already used: the same input gets the stored answer, other input is refused';

CREATE TABLE audit_log (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  actor_id uuid,
  actor_kind text NOT NULL,
  action text NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  before jsonb,
  after jsonb,
  request_id text NOT NULL DEFAULT '',
  PRIMARY KEY (brand_id, id)
);
CREATE INDEX ON audit_log (brand_id, at);
CREATE INDEX ON audit_log (brand_id, subject_id);
COMMENT ON TABLE audit_log IS 'Who changed which rule or right, from what to what; append only';

CREATE TABLE import_runs (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  kind text NOT NULL,
  file_sha256 text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  report jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, kind, file_sha256)
);
COMMENT ON TABLE import_runs IS 'A file brought in, what became of each of its lines, and when';
