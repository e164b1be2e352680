-- Undoes 0017.

DELETE FROM people_seen WHERE dimension = 'campaign';
DELETE FROM people_last_days WHERE dimension = 'campaign';
ALTER TABLE people_seen DROP CONSTRAINT people_seen_dimension_check;
ALTER TABLE people_seen ADD CONSTRAINT people_seen_dimension_check CHECK (dimension IN ('all', 'store', 'channel')) NOT VALID;
DROP TABLE period_counts;
DROP TABLE sales_sums;
