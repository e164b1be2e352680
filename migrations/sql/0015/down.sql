-- Undoes 0015.

DROP TABLE selling_requests;
DROP TABLE evidence_reports;
DROP TABLE coupon_owner_changes;
ALTER TABLE hand_overs DROP COLUMN coupons;
