-- Undoes 0008.

DROP TABLE statements;
DROP TABLE closed_months;
DROP TABLE signing_keys;
ALTER TABLE journal_entries DROP COLUMN late_month;
