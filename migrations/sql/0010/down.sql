-- Undoes 0010.

DROP INDEX stock_returns_brand_id_returned_at_idx;
DROP INDEX stock_orders_brand_id_paid_at_idx;
DROP INDEX retail_orders_brand_id_paid_at_idx;
