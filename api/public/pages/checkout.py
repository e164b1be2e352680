"""From the cart to an order: who buys, where it goes, and the button."""

from typing import Any

from litestar import Response, get, post

from api.limits import counting_coupons
from api.public.pages.forms import Form, command_of, read_form
from api.public.pages.frame import Shop, TheShop, see_other
from infra.errors import DomainError
from services.addresses.save_address import SaveAddress, save_address
from services.queries.my_shopping import MyAddress, list_my_addresses
from services.retail.place_order import PlaceOrder, place_order
from services.retail.quote_cart import CartQuoted, quote_cart
from services.retail.show_order_minutes import order_minutes

_ADDRESS = ("country", "region", "city", "street", "postcode")
FIELDS = {
    "buyer.name": "name",
    "buyer.phone": "phone",
    "buyer.email": "email",
    "ship_to.note": "note",
    **{f"ship_to.{name}": name for name in _ADDRESS},
}


@get("/checkout")
async def checkout_page(shop: TheShop) -> Response[str]:
    """The form."""
    return await _page(shop, Form(), shop.request.query_params.get("coupon", "").strip()[:40])


async def _page(shop: Shop, form: Form, coupon: str, status: int = 200) -> Response[str]:
    async with counting_coupons(shop.request, coupon) as refused:
        quote = await quote_cart(shop.scope, shop.store, shop.cart.lines(), coupon)
        if quote.coupon_fault:
            refused()
    if not quote.lines:
        return see_other(shop.url("/cart"))
    page = await checkout_form(shop, form, quote, shop.url("/checkout"), status=status)
    return shop.cart.onto(shop.request, page)


async def checkout_form(
    shop: Shop, form: Form, quote: CartQuoted, action: str, *, status: int = 200, **more: Any
) -> Response[str]:
    """Who buys, where it goes, what it costs, and the button; sent to `action`."""
    values: dict[str, Any] = {"saved": None, "into_bag": "", **more}
    return shop.page(
        "checkout.html",
        status=status,
        quote=quote,
        form=form,
        action=action,
        addresses=await kept_addresses(shop),
        minutes=await order_minutes(shop.scope),
        **values,
    )


@post("/checkout")
async def order(shop: TheShop) -> Response[str]:
    """Place the order. What was typed stays where something is wrong; pressed twice, it orders once."""
    form, _ = await read_form(shop)
    kept = chosen_address(await kept_addresses(shop), form)
    try:
        command = command_of(PlaceOrder, _given(shop, form, kept))
        async with counting_coupons(shop.request, command.coupon):
            placed = await place_order(
                shop.scope, command, visitor_id=shop.visitor_id, idempotency_key=form.key
            )
    except DomainError as error:
        refused = form.refused(shop, error, FIELDS)
        return await _page(shop, refused, form.value("coupon"), status=422)
    if shop.caller is not None and kept is None and form.value("remember"):
        await save_address(shop.scope, SaveAddress(command.ship_to, usual=True))
    emptied = shop.cart.emptied()
    there = Shop(shop.request, shop.brand, shop.store, shop.scope, shop.caller, emptied)
    return emptied.onto(shop.request, see_other(there.url(f"/orders/{placed.code}", k=placed.secret)))


async def kept_addresses(shop: Shop) -> list[MyAddress]:
    """The addresses of whoever is logged in."""
    return await list_my_addresses(shop.scope) if shop.caller is not None else []


def chosen_address(addresses: list[MyAddress], form: Form) -> MyAddress | None:
    """The kept address that was chosen; None where a new one was typed."""
    return next((one for one in addresses if str(one.address_id) == form.value("address_id")), None)


def buyer_and_address(form: Form, kept: MyAddress | None) -> dict[str, Any]:
    """Who buys and where it goes, as commands take it."""
    name, phone = form.value("name"), form.value("phone")
    ship_to = {"name": name, "phone": phone, **{part: form.value(part) for part in _ADDRESS}}
    if kept is not None:
        ship_to = {part: getattr(kept.ship_to, part) for part in ("name", "phone", *_ADDRESS)}
    return {
        "buyer": {"name": name, "phone": phone or None, "email": form.value("email") or None},
        "ship_to": {**ship_to, "note": form.value("note")},
    }


def _given(shop: Shop, form: Form, kept: MyAddress | None) -> dict[str, Any]:
    return {
        "store": shop.store,
        "lines": [{"sku": sku, "qty": qty} for sku, qty in shop.cart.units.items()],
        "coupon": form.value("coupon") or None,
        **buyer_and_address(form, kept),
    }


ROUTES = [checkout_page, order]
