-- Work that takes longer than a page waits: left, found again, cancelled; its file in pieces beside it.

CREATE TABLE jobs (
  brand_id uuid NOT NULL REFERENCES brands (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z_]{1,39}$'),
  title text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  input jsonb NOT NULL DEFAULT '{}',
  total int CHECK (total >= 0),
  done int NOT NULL DEFAULT 0 CHECK (done >= 0),
  resume_at text NOT NULL DEFAULT '',
  result jsonb,
  problem jsonb,
  file_name text NOT NULL DEFAULT '',
  media_type text NOT NULL DEFAULT '',
  file_bytes bigint NOT NULL DEFAULT 0,
  started_by uuid,
  locale text NOT NULL DEFAULT 'zh',
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  seen_at timestamptz,
  finished_at timestamptz,
  cancel_asked_at timestamptz,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, started_by) REFERENCES accounts (brand_id, id)
);
CREATE INDEX ON jobs (brand_id, created_at);
COMMENT ON TABLE jobs IS 'A long piece of work that somebody asked for: its progress, and what came of it';
COMMENT ON COLUMN jobs.resume_at IS 'Where the next turn goes on: the cursor after the last piece written';
COMMENT ON COLUMN jobs.seen_at IS 'When its worker last said that it is at it; one that fell silent is taken over';
COMMENT ON COLUMN jobs.problem IS 'Why it failed, by the words and fields of a refusal';

CREATE TABLE job_chunks (
  brand_id uuid NOT NULL,
  id uuid NOT NULL,
  job_id uuid NOT NULL,
  part text NOT NULL CHECK (part IN ('given', 'made')),
  position int NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, job_id, part, position),
  FOREIGN KEY (brand_id, job_id) REFERENCES jobs (brand_id, id)
);
COMMENT ON TABLE job_chunks IS 'A piece of the file a job was given, or of the one it made';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['jobs', 'job_chunks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_brand ON %I USING (brand_id = storelet_brand()) WITH CHECK (brand_id = storelet_brand())', t);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO storelet_service', t);
  END LOOP;
END $$;
