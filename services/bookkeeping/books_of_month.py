"""What of the books a month's statements carry.

An entry belongs to the month it happened in, by the brand's calendar; one that was written after that month was closed
is late, and carried by the first month that was open then. So what a closed month carries is fixed for ever.
"""


def carried_by(month: str, from_at: str, until_at: str) -> str:
    """SQL: whether the month carries entry `e`. The names are parameters or columns."""
    return (
        f"((e.late_month IS NULL AND e.occurred_at >= {from_at} AND e.occurred_at < {until_at})"
        f" OR e.late_month = {month})"
    )


def carried_before(month: str, from_at: str) -> str:
    """SQL: whether an earlier month carries entry `e`: what its balances open with."""
    return f"(e.occurred_at < {from_at} AND (e.late_month IS NULL OR e.late_month < {month}))"


_LINES = """
  SELECT {month}(e.occurred_at AT TIME ZONE 'UTC')::date AS day, concat_ws(' ', e.idempotency_key,
    extract(epoch FROM e.occurred_at), a.code, a.seller_id, p.currency, p.amount, old.idempotency_key) AS line
  FROM journal_entries AS e {of_month}
  JOIN postings AS p ON p.brand_id = e.brand_id AND p.entry_id = e.id AND p.occurred_at = e.occurred_at
  JOIN ledger_accounts AS a ON a.brand_id = p.brand_id AND a.id = p.account_id
  LEFT JOIN journal_entries AS old ON old.brand_id = e.brand_id AND old.id = e.corrects_id
  WHERE e.brand_id = $1"""
# By the day first: a month's text may be larger than a value can be.
_OF_DAY = """encode(sha256(convert_to(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), 'UTF8')), 'hex')"""
_OF_DAYS = """encode(sha256(convert_to(coalesce(string_agg(hash, '' ORDER BY day), ''), 'UTF8')), 'hex')"""
_HERE = carried_by("$2::date", "$3", "$4")
BOOKS_HASH = f"""
SELECT {_OF_DAYS} FROM (SELECT day, {_OF_DAY} AS hash
  FROM ({_LINES.format(month="", of_month="")} AND {_HERE}) AS l GROUP BY day) AS d
"""  # noqa: S608 - our own words
"""The hash of what a month carries: brand, month, its beginning and its end."""

ENTRIES_OF_MONTH = f"SELECT count(*) FROM journal_entries AS e WHERE e.brand_id = $1 AND {_HERE}"  # noqa: S608
"""How many entries that is."""

_CLOSED = f"JOIN closed_months AS c ON c.brand_id = e.brand_id AND {carried_by('c.month', 'c.from_at', 'c.until_at')}"
HASHES_OF_CLOSED = f"""
SELECT c.month, c.books_hash, coalesce(h.hash, encode(sha256(''), 'hex')) AS found FROM closed_months AS c LEFT JOIN (
  SELECT month, {_OF_DAYS} AS hash FROM (SELECT month, day, {_OF_DAY} AS hash
    FROM ({_LINES.format(month="c.month, ", of_month=_CLOSED)}) AS l GROUP BY month, day) AS d GROUP BY month
) AS h ON h.month = c.month WHERE c.brand_id = $1
"""  # noqa: S608 - our own words
"""The same for every closed month in one pass over the books, beside the hash kept at the closing."""
