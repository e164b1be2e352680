"""What of sellers' matured lines was not paid yet."""

_LINES = """SELECT l.seller_id, l.amount - l.reversed AS net FROM {table} AS l
  WHERE l.brand_id = $1 AND l.state = 'available' AND l.payout_item_id IS NULL AND l.currency = {currency} AND {more}"""
_UNPAID = """SELECT seller_id, sum(net)::bigint AS matured FROM ({commission} UNION ALL {proceeds}) AS u
GROUP BY seller_id"""


def unpaid(currency: str, more: str = "true") -> str:
    """SQL: per seller of the brand ($1), in a currency (a parameter), what lines that matured and that no payout has
    taken come to, net of what refunds took. `more` is a condition on `l`."""
    commission, proceeds = (
        _LINES.format(table=table, currency=currency, more=more)
        for table in ("commission_lines", "proceeds_lines")
    )
    return _UNPAID.format(commission=commission, proceeds=proceeds)
