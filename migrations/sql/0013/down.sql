ALTER TABLE payee_profiles DROP COLUMN asked_at;
