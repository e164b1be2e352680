"""Who a visitor is when people are counted: visitors merged into a customer, and customers merged into one person,
count once."""

# To stand in a WITH RECURSIVE list: `root (id, root)` says of each merged customer who they are now. Few customers are
# ever merged, so all of the brand's are read.
ROOTS = """
chains AS (
  SELECT from_customer_id AS id, into_customer_id AS root FROM customer_merges
  WHERE brand_id = $1 AND undone_at IS NULL
  UNION
  SELECT c.id, m.into_customer_id FROM chains AS c JOIN customer_merges AS m
    ON m.brand_id = $1 AND m.from_customer_id = c.root AND m.undone_at IS NULL
), root AS (
  SELECT c.id, c.root FROM chains AS c WHERE NOT EXISTS (
    SELECT FROM customer_merges AS m WHERE m.brand_id = $1 AND m.from_customer_id = c.root AND m.undone_at IS NULL)
)
"""
# Joined to touches `t`; of an identification that was taken back nothing counts any more.
KNOWN_AS = """
LEFT JOIN LATERAL (
  SELECT n.customer_id FROM identifications AS n
  WHERE n.brand_id = t.brand_id AND n.visitor_id = t.visitor_id AND n.undone_at IS NULL
  ORDER BY n.at DESC, n.id DESC LIMIT 1
) AS i ON t.kind IN ('click', 'scan')
LEFT JOIN root ON root.id = i.customer_id
"""
PERSON = "coalesce(root.root, i.customer_id, t.visitor_id)"
NOBODYS = "00000000-0000-0000-0000-000000000000"
"""The seller of numbers that are the brand's own."""
