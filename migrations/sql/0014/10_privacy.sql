-- A customer who was erased keeps ids and instants alone, and whether a seller was their own person.

ALTER TABLE customers ADD COLUMN erased_at timestamptz;
ALTER TABLE customers ADD COLUMN same_as_sellers uuid[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN customers.erased_at IS 'When name, contact and addresses were erased for good; facts of sales stay';
COMMENT ON COLUMN customers.same_as_sellers IS 'Sellers who were the customer''s own person, noted at erasure: nothing else tells it afterwards, and nobody is paid for buying from themselves';

-- What is erased, or kept long enough.
GRANT DELETE ON conversations, messages, questions, review_pictures, landing_views TO storelet_service;
