-- Undoes 0002.

DROP TABLE sandbox_callbacks;
DROP TABLE sandbox_refunds;
DROP TABLE sandbox_payments;
