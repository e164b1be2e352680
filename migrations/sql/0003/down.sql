-- Undoes 0003.

DROP TABLE people_last_days;
DROP TABLE rolled_days;
DROP TABLE people_seen;
DROP TABLE number_days;
DROP TABLE credited_sales;
DROP INDEX touches_at_idx;
DROP TABLE claim_flags;
DROP TABLE claim_rules;
DROP TABLE customer_shares;
DROP TABLE landing_views;
DROP TABLE card_showings;
DROP TABLE share_variants;
DROP TABLE share_kits;
DROP FUNCTION storelet_keep_live_kits();
