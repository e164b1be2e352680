"""A bag that waits: kept for thirty days behind an address of its own, opened again on any phone, ordered from there.

The sale stays with whose code was scanned (services/offline/saved_carts.py), whichever browser orders.
"""

from uuid import UUID

from litestar import Response, get, post

from api.public.pages.checkout import FIELDS, buyer_and_address, checkout_form, chosen_address, kept_addresses
from api.public.pages.forms import Form, command_of, read_form
from api.public.pages.frame import Shop, TheShop, see_other
from api.visitor import with_visitor
from infra.errors import DomainError, NotFound
from infra.ids import new_id
from services.offline.saved_carts import OrderCart, SaveCart, SavedCart, order_cart, save_cart, show_cart
from services.retail.quote_cart import quote_cart
from services.sharing.visitor_cookie import CART_PARAMETER, SAVED_PARAMETER, TOUCH_PARAMETER, visitor_of


@post("/cart/saved")
async def keep_cart(shop: TheShop) -> Response[str]:
    """Keep what is in the bag; the address that follows opens it anywhere."""
    form, _ = await read_form(shop)
    if not shop.cart.units:
        return see_other(shop.url("/cart"))
    given = {
        "store": shop.store,
        "lines": [{"sku": sku, "qty": qty} for sku, qty in shop.cart.units.items()],
        "coupon": form.value("coupon") or None,
    }
    touch_id = visitor_of(shop.request.query_params.get(TOUCH_PARAMETER))
    command = command_of(SaveCart, {**given, "touch_id": touch_id})
    visitor_id = shop.visitor_id or new_id()
    saved = await save_cart(shop.scope, command, visitor_id)
    answer = see_other(shop.url("/saved", **{SAVED_PARAMETER: f"{saved.cart_id.hex}.{saved.secret}"}))
    return with_visitor(shop.request, answer, shop.brand.slug, visitor_id)


@get("/saved")
async def saved_page(shop: TheShop) -> Response[str]:
    """What waits, what it costs now, and the form that orders it."""
    cart = await _open(shop)
    return await _page(shop, cart, Form())


@post("/saved")
async def order_saved(shop: TheShop) -> Response[str]:
    """Order it. Pressed twice, or on two phones, it is one order."""
    form, _ = await read_form(shop)
    cart = await _open(shop)
    kept = chosen_address(await kept_addresses(shop), form)
    cart_id, secret = _key(shop)
    try:
        command = command_of(OrderCart, buyer_and_address(form, kept))
        placed = await order_cart(shop.scope, cart_id, secret, command)
    except DomainError as error:
        return await _page(shop, cart, form.refused(shop, error, FIELDS), status=422)
    return see_other(shop.url(f"/orders/{placed.code}", k=placed.secret))


async def _page(shop: Shop, cart: SavedCart, form: Form, status: int = 200) -> Response[str]:
    if cart.ordered:
        return shop.page("saved.html", saved=cart, status=409 if form.message else 200)
    values = {part: getattr(cart.ship_to, part) for part in ("region", "city", "street", "postcode")}
    quote = await quote_cart(shop.scope, shop.store, cart.lines, cart.coupon)
    if not quote.lines:
        return shop.page("saved.html", saved=cart, status=status)
    return await checkout_form(
        shop,
        Form({**values, **form.values}, form.faults, form.message),
        quote,
        shop.url("/saved", **{SAVED_PARAMETER: _token(shop)}),
        status=status,
        saved=cart,
        into_bag=_into_bag(shop, cart),
    )


def _into_bag(shop: Shop, cart: SavedCart) -> str:
    """The bag's address with what waits in it: there it can be changed."""
    address = shop.url("/cart", coupon=cart.coupon)
    named = "&".join(f"{CART_PARAMETER}={line.sku}:{line.qty}" for line in cart.lines)
    return f"{address}{'&' if '?' in address else '?'}{named}"


def _token(shop: Shop) -> str:
    return str(shop.request.query_params.get(SAVED_PARAMETER, ""))


def _key(shop: Shop) -> tuple[UUID, str]:
    """Its id and its secret, by the address. Raises NotFound for an address that is none of ours."""
    name, _, secret = _token(shop).partition(".")
    cart_id = visitor_of(name)
    if cart_id is None or not secret:
        raise NotFound(what="saved cart", ref=name[:40])
    return cart_id, secret


async def _open(shop: Shop) -> SavedCart:
    cart_id, secret = _key(shop)
    cart = await show_cart(shop.scope, cart_id, secret)
    if cart.store != shop.store:
        raise NotFound(what="saved cart", ref=cart_id)
    return cart


ROUTES = [keep_cart, saved_page, order_saved]
