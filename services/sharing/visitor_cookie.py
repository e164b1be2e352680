"""How a browser says which visitor it is: a cookie of its own for each brand, or the address a link led it to."""

from uuid import UUID

VISITOR_PARAMETER, TOUCH_PARAMETER = "v", "t"
# The link that led there, for robots as well: the page a chat previews speaks for whoever shared it.
LINK_PARAMETER = "l"
# What a pre-filled cart holds, `SKU:units`, once for each line.
CART_PARAMETER = "cart"
# The code was stale when it was scanned; the page says so and asks to scan again.
STALE_PARAMETER = "stale"
# The place whose code of the moment was scanned: the page it leads to offers what the place hands out.
PLACE_PARAMETER = "p"
# A bag that waits: its id and its secret.
SAVED_PARAMETER = "saved"


def visitor_cookie(brand: str) -> str:
    """The cookie's name for a brand's slug. A browser is another visitor to each brand: none of them can tell that it
    is the same."""
    return f"storelet_visitor_{brand}"


def visitor_of(text: str | None) -> UUID | None:
    """The visitor that a cookie or an address names; None where it is no id of ours."""
    try:
        return UUID(text) if text and len(text) <= 36 else None
    except ValueError:
        return None
