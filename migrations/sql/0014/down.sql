-- Undoes 0014.

REVOKE DELETE ON conversations, messages, questions, review_pictures, landing_views FROM storelet_service;
ALTER TABLE customers DROP COLUMN same_as_sellers;
ALTER TABLE customers DROP COLUMN erased_at;
