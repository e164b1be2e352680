-- Undoes 0012.

GRANT DELETE ON touches, identifications, bindings, customers, seller_status_changes, store_status_changes, stores,
  stock_quotes, return_previews TO storelet_service;
DROP TRIGGER known_payee_at_birth ON payout_items;
DROP TRIGGER known_payee ON payout_items;
DROP FUNCTION storelet_guard_payee();
DROP TRIGGER gated_at_birth ON stock_orders;
DROP TRIGGER gated_at_payment ON stock_orders;
DROP TRIGGER stock_pays_nobody ON postings;
DROP FUNCTION storelet_stock_pays_nobody();
DROP TRIGGER frozen_facts ON commission_lines;
DROP FUNCTION storelet_refuse_rewriting();
DROP TRIGGER holds_out ON commission_lines;
DROP FUNCTION storelet_refuse_early_maturity();
DROP TRIGGER guarded ON commission_lines;
DROP FUNCTION storelet_guard_commission();
DROP FUNCTION storelet_guard_stocking();
DROP TRIGGER decided_once ON stock_order_checks;
DROP FUNCTION storelet_decide_once();
