-- Undoes 0005.

DROP TABLE stock_order_checks;
DROP TABLE buy_back_reserves;
DROP TABLE seller_identities;
DROP TABLE seller_complaints;
DROP TABLE network_scans;
DROP TABLE compliance_case_notes;
DROP TABLE compliance_cases;
DROP TABLE accrual_freezes;
DROP TABLE plan_clearances;
DROP TABLE publish_refusals;
DROP TABLE plan_sign_offs;
DROP TABLE compliance_reports;
DROP TABLE declared_terms;
