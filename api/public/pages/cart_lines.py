"""The cart: in a cookie of the store, or in the address where the browser keeps none. The site keeps no cart.

&cart=COAT-S:2&cart=HAT:1      as links that fill a cart write it, and as addresses carry it
"""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from litestar import Response
from litestar.datastructures import Cookie

from api.requests import AnyRequest
from infra.settings import Settings
from services.retail.place_order import OrderedLine
from services.sharing.visitor_cookie import CART_PARAMETER

MOST_LINES = 30
MOST_UNITS = 999
# Browsers refuse cookies above 4096 bytes, name and attributes included.
_LONGEST = 3500
_KEPT_SECONDS = 30 * 24 * 3600
_LONGEST_SKU = 80


def cart_cookie(brand: str, store: str) -> str:
    """The cookie's name: a cart belongs to one store."""
    return f"storelet_cart_{brand}_{store}"


@dataclass(frozen=True)
class CartCookie:
    """A cart as the browser showed it: units by SKU code, in the order they were put in."""

    name: str
    units: dict[str, int]
    changed: bool = False

    @staticmethod
    def read(request: AnyRequest, brand: str, store: str) -> "CartCookie":
        """The cookie's cart; what the address names is in it as well, with the larger number of units: a link that
        fills a cart takes nothing out of it, and opening it twice puts nothing in twice."""
        name = cart_cookie(brand, store)
        kept = _unpacked(request.cookies.get(name, ""))
        named = _lines(request.query_params.getall(CART_PARAMETER, []))
        both = {sku: max(kept.get(sku, 0), named.get(sku, 0)) for sku in [*kept, *named]}
        return CartCookie(name, dict(list(both.items())[:MOST_LINES]), changed=both != kept)

    @property
    def count(self) -> int:
        return sum(self.units.values())

    def texts(self) -> list[str]:
        """As addresses carry it."""
        return [f"{sku}:{qty}" for sku, qty in self.units.items()]

    def lines(self) -> list[OrderedLine]:
        """As services take it."""
        return [OrderedLine(sku, qty) for sku, qty in self.units.items()]

    def with_units(self, sku: str, qty: int) -> "CartCookie":
        """This many units of the SKU from now on; none takes it out. The same cart where it would not fit."""
        units = {**self.units, sku: min(qty, MOST_UNITS)}
        if qty <= 0:
            del units[sku]
        fits = len(units) <= MOST_LINES and len(_packed(units)) <= _LONGEST and len(sku) <= _LONGEST_SKU
        return CartCookie(self.name, units, changed=True) if fits else self

    def emptied(self) -> "CartCookie":
        return CartCookie(self.name, {}, changed=True)

    def onto(self, request: AnyRequest, response: Response[str]) -> Response[str]:
        """Tell the browser, where the cart is not what it showed."""
        settings: Settings = request.app.state.settings
        if self.changed:
            response.set_cookie(
                Cookie(
                    key=self.name,
                    value=_packed(self.units),
                    path="/s",
                    max_age=_KEPT_SECONDS if self.units else 0,
                    httponly=True,
                    samesite="lax",
                    secure=settings.production,
                )
            )
        return response


def _packed(units: dict[str, int]) -> str:
    text = urlencode(units)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unpacked(text: str) -> dict[str, int]:
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        return _clean(dict(parse_qsl(plain)))
    except (binascii.Error, ValueError):
        return {}


def _lines(texts: list[str]) -> dict[str, int]:
    split = [text.rpartition(":") for text in texts]
    return _clean({sku: qty for sku, _, qty in split})


def _clean(found: dict[str, str]) -> dict[str, int]:
    return {
        sku: min(int(qty[:9]), MOST_UNITS)
        for sku, qty in list(found.items())[:MOST_LINES]
        if 0 < len(sku) <= _LONGEST_SKU and qty.isascii() and qty.isdigit() and int(qty[:9]) > 0
    }
