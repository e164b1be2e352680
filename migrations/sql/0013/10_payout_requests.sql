-- A seller asks to be paid; the next batch of that rail takes it up. Locked and written with the profile's own row.
ALTER TABLE payee_profiles ADD COLUMN asked_at timestamptz;
CREATE INDEX ON payee_profiles (brand_id, asked_at) WHERE asked_at IS NOT NULL;
COMMENT ON COLUMN payee_profiles.asked_at IS 'When the seller asked to be paid; null again once a batch has taken it up';
