-- Undoes 0007.

ALTER TABLE bindings DROP COLUMN hand_over_id;
DROP INDEX bindings_brand_id_seller_id_idx;
DROP TABLE link_owner_changes;
DROP TABLE hand_overs;
DROP TABLE job_chunks;
DROP TABLE jobs;
