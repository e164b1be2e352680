"""The cart: what is in it, what it costs, and changing it."""

from dataclasses import replace

import msgspec
from litestar import MediaType, Response, get, post

from api.limits import counting_coupons
from api.public.pages.cart_lines import MOST_UNITS
from api.public.pages.forms import Form, read_form, whole
from api.public.pages.frame import Shop, TheShop, see_other
from services.retail.quote_cart import quote_cart


@get("/cart")
async def cart_page(shop: TheShop) -> Response[str]:
    """What is in the cart and what it would cost now."""
    return await _page(shop, Form())


async def _page(shop: Shop, form: Form, status: int = 200) -> Response[str]:
    coupon = shop.request.query_params.get("coupon", "").strip()[:40]
    async with counting_coupons(shop.request, coupon) as refused:
        quote = await quote_cart(shop.scope, shop.store, shop.cart.lines(), coupon)
        if quote.coupon_fault:
            refused()
    return shop.cart.onto(shop.request, shop.page("cart.html", status=status, quote=quote, form=form))


@post("/cart")
async def change_cart(shop: TheShop) -> Response[str]:
    """Put units of a SKU in, set how many there are, or take it out; then the cart or the checkout. A script that says
    it reads JSON is told how full the cart is instead."""
    form, _ = await read_form(shop)
    sku, going = form.value("sku"), form.value("go")
    has = shop.cart.units.get(sku, 0)
    qty = whole(form.value("qty"), 1 if going != "set" else has)
    wanted = 0 if form.value("drop") else qty if going == "set" else has + qty
    cart = shop.cart.with_units(sku, min(wanted, MOST_UNITS)) if sku else shop.cart
    changed = replace(shop, cart=cart)
    if sku and cart is shop.cart and wanted > 0:
        return await _page(shop, Form(form.values, message=shop.words["cart_full"]), status=409)
    if "application/json" in shop.request.headers.get("accept", ""):
        told = {"units": cart.count, "cart": changed.url("/cart"), "added": shop.words["added"]}
        answer = Response(msgspec.json.encode(told).decode(), media_type=MediaType.JSON)
    else:
        answer = see_other(changed.url("/checkout" if going == "checkout" else "/cart"))
    return cart.onto(shop.request, answer)


ROUTES = [cart_page, change_cart]
