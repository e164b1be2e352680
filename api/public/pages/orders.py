"""An order's own page: where it stands, paying, cancelling, asking for money back, reviewing."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from litestar import MediaType, Response, get, post
from litestar.params import FromPath

from api.public.pages.forms import Form, command_of, read_form, whole
from api.public.pages.frame import Shop, TheShop, see_other
from infra.errors import DomainError, NotFound
from services.pictures.draw import MOST_BYTES
from services.queries.orders import OrderView, show_own_order
from services.retail.cancel_order import cancel_order
from services.retail.request_refund import RequestRefund, request_refund
from services.retail.start_payment import StartPayment, start_payment
from services.reviews.write_review import MOST_PICTURES, WriteReview, write_review

_STEPS = ("placed", "paid", "sent", "delivered")


@dataclass(frozen=True)
class _Forms:
    """What was typed into the page's forms, where something was wrong with it."""

    form: Form = field(default_factory=Form)
    refund: Form = field(default_factory=Form)
    review: Form = field(default_factory=Form)


@get("/orders/{code:str}")
async def order_page(shop: TheShop, code: FromPath[str]) -> Response[str]:
    """The order, for who placed it: by the secret in the address, or logged in. A script that waits for the bank asks
    for JSON."""
    order = await _open(shop, code)
    if "application/json" in shop.request.headers.get("accept", ""):
        told = {"state": order.state, "waiting": _waits(shop, order)}
        headers = {"Cache-Control": "no-store"}
        return Response(msgspec.json.encode(told).decode(), media_type=MediaType.JSON, headers=headers)
    return _page(shop, order, _Forms())


def _page(shop: Shop, order: OrderView, forms: _Forms, status: int = 200) -> Response[str]:
    stage = _stage(order)
    done = {line.line: line for line in order.reviewed}
    open_request = any(refund.state == "requested" for refund in order.refunds)
    left = any(line.qty > line.refunded_qty for line in order.lines)
    return shop.page(
        "order.html",
        status=status,
        order=order,
        stage=stage,
        reached=_STEPS.index(stage) if stage in _STEPS else -1,
        waiting=_waits(shop, order),
        reviewed={line.line_no: done.get(line.line_no) for line in order.lines},
        can_refund=order.state in ("paid", "delivered") and left and not open_request,
        here=lambda rest: _here(shop, order.code, rest),
        form=forms.form,
        refund=forms.refund,
        review=forms.review,
    )


@post("/orders/{code:str}/pay")
async def pay(shop: TheShop, code: FromPath[str]) -> Response[str]:
    """Off to the gateway's page; it leads back here."""
    form, _ = await read_form(shop)
    try:
        command = command_of(StartPayment, {"return_path": _here(shop, code, paid=1)})
        started = await start_payment(shop.scope, code, command, _secret(shop), form.key)
    except DomainError as error:
        return await _refused(shop, code, error, _Forms(form=form.refused(shop, error)))
    return see_other(started.pay_url or _here(shop, code))


@post("/orders/{code:str}/cancel")
async def cancel(shop: TheShop, code: FromPath[str]) -> Response[str]:
    """Give up an order that is not paid; the page has asked before."""
    form, _ = await read_form(shop)
    try:
        await cancel_order(shop.scope, code, by="customer", secret=_secret(shop))
    except DomainError as error:
        return await _refused(shop, code, error, _Forms(form=form.refused(shop, error)))
    return see_other(_here(shop, code))


@post("/orders/{code:str}/refund")
async def ask_back(shop: TheShop, code: FromPath[str]) -> Response[str]:
    """Ask for money back for some units."""
    form, _ = await read_form(shop)
    units = [
        {"line_no": whole(name.removeprefix("units-")), "qty": whole(text)}
        for name, text in form.values.items()
        if name.startswith("units-") and whole(text)
    ]
    try:
        command = command_of(RequestRefund, {"lines": units, "reason": form.value("reason")})
        await request_refund(shop.scope, code, command, _secret(shop), form.key)
    except DomainError as error:
        return await _refused(shop, code, error, _Forms(refund=form.refused(shop, error)))
    return see_other(_here(shop, code) + "#refunds")


@post("/orders/{code:str}/review", request_max_body_size=MOST_PICTURES * MOST_BYTES)
async def write(shop: TheShop, code: FromPath[str]) -> Response[str]:
    """Review a line of a delivered order, with photos."""
    form, files = await read_form(shop)
    photos = [await file.read() for file in files[: MOST_PICTURES + 1]]
    given = {"line": whole(form.value("line")), "stars": whole(form.value("stars"))}
    words = {name: form.value(name) for name in ("words", "name")}
    try:
        command = command_of(WriteReview, {**given, **words})
        await write_review(
            shop.scope, code, command, secret=_secret(shop), photos=photos, idempotency_key=form.key
        )
    except DomainError as error:
        paths = {"photos": "photos", **{f"photos[{at}]": "photos" for at in range(MOST_PICTURES)}}
        return await _refused(shop, code, error, _Forms(review=form.refused(shop, error, paths)))
    return see_other(_here(shop, code))


async def _refused(shop: Shop, code: str, error: DomainError, forms: _Forms) -> Response[str]:
    """The page with what is wrong; an order that is not theirs is not there."""
    if isinstance(error, NotFound):
        raise error
    return _page(shop, await _open(shop, code), forms, status=422)


async def _open(shop: Shop, code: str) -> OrderView:
    return await show_own_order(shop.scope, code, _secret(shop))


def _secret(shop: Shop) -> str | None:
    secret: str | None = shop.request.query_params.get("k")
    return secret


def _here(shop: Shop, code: str, rest: str = "", **query: Any) -> str:
    return shop.url(f"/orders/{code}{rest}", k=_secret(shop), **query)


def _stage(order: OrderView) -> str:
    return "sent" if order.state == "paid" and order.shipments else order.state


def _waits(shop: Shop, order: OrderView) -> bool:
    """Back from the gateway, whose word has not come yet."""
    return order.state == "placed" and order.payment_open and "paid" in shop.request.query_params


ROUTES = [order_page, pay, cancel, ask_back, write]
