"""Whose coupon it was at an instant: a hand-over changes that for what is paid from then on."""


def coupon_owner_at(coupon: str, at: str) -> str:
    """SQL for the seller whose coupon it was. `coupon` is the alias of a row of `coupons`, `at` an expression: whoever
    gave it away first after that instant held it until then, and the row itself says who holds it now."""
    return f"""coalesce((SELECT g.from_seller_id FROM coupon_owner_changes AS g
    WHERE g.brand_id = {coupon}.brand_id AND g.coupon_id = {coupon}.id AND g.at > {at}
    ORDER BY g.at, g.id LIMIT 1), {coupon}.seller_id)"""  # noqa: S608 - aliases of our own statements
