-- Undoes 0006.

DROP TRIGGER told ON brands;
DROP TRIGGER told ON stores;
DROP TRIGGER told ON links;
DROP TABLE poster_templates;
DROP TABLE pictures;
DROP TABLE saved_carts;
DROP TABLE coupon_hand_outs;
DROP TABLE places;
DROP TABLE link_domains;
DROP FUNCTION storelet_tell_of_addresses();
DROP FUNCTION storelet_tell_of_links();
ALTER TABLE touches DROP COLUMN proved_at, DROP COLUMN place_id;
ALTER TABLE link_target_changes DROP COLUMN cart;
ALTER TABLE links DROP COLUMN cart;
