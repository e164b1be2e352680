-- Undoes 0004. Commission lines that a correction gave go back into what the sale itself gave; where both are there, the
-- books could not be told any more, and the migration is not undone.

ALTER TABLE commission_lines ADD UNIQUE (brand_id, order_line_id, seller_id);
ALTER TABLE commission_lines DROP COLUMN correction_id;
DROP TABLE credit_correction_lines;
DROP TABLE credit_corrections;
DROP TABLE appeals;
DROP TABLE fraud_signals;
DROP TABLE review_policies;
DROP TABLE missed_sales;
ALTER TABLE sandbox_payments DROP COLUMN payer;
ALTER TABLE payments DROP COLUMN payer_hash;
ALTER TABLE retail_orders DROP COLUMN device_hash;
ALTER TABLE retail_orders DROP COLUMN address_hash;
DROP TABLE known_devices;
DROP TABLE customer_merges;
ALTER TABLE accounts DROP COLUMN contact_verified_at;
