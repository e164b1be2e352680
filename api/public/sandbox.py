"""The sandbox gateway's pay page: `/sandbox/BRAND/REF`. It stands for a page on a bank's site, so it has no brand's
look and asks for no log-in; the address is the secret. It works without JavaScript."""

import io
from typing import cast, get_args
from uuid import UUID

import segno
from jinja2 import Environment
from litestar import MediaType, Response, get, post
from litestar.params import FromPath

from api.language import language_of
from api.requests import AnyRequest
from infra.errors import FieldFault, InvalidInput
from infra.gateways.sandbox.till import Button
from infra.scope import Scope
from services.payments.press_sandbox_button import press_sandbox_button
from services.payments.show_sandbox_page import SandboxPage, show_sandbox_page

_WORDS = {
    "en": {
        "title": "Sandbox bank",
        "note": "No money moves here. Whatever you press, the shop hears of it in a moment.",
        "payer": "From which account (any word)",
        "pay": "Pay",
        "fail": "Let it fail",
        "expire": "Let it expire",
        "scan": "Or pay from your phone",
        "back": "Back to the shop",
        "paid": "Paid. Thank you.",
        "failed": "The payment failed.",
        "expired": "The payment expired.",
    },
    "zh": {
        "title": "沙箱银行",
        "note": "此处不会发生真实扣款。无论点击哪个按钮，商家稍后都会收到通知。",
        "payer": "付款账户（任意文字）",
        "pay": "确认支付",
        "fail": "模拟支付失败",
        "expire": "模拟支付超时",
        "scan": "或用手机扫码支付",
        "back": "返回商家",
        "paid": "支付成功，谢谢。",
        "failed": "支付失败。",
        "expired": "支付已超时。",
    },
}
_PAGE = Environment(autoescape=True).from_string("""<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{{ words.title }}</title>
<link rel="stylesheet" href="/sandbox/page.css"></head>
<body><main><h1>{{ words.title }}</h1><p>{{ page.subject }}</p><p class="price">{{ page.price }}</p>
{% if page.state == "open" %}<form method="post">
<label>{{ words.payer }}<input name="payer" maxlength="80" autocomplete="off"></label>
{% for button in ("pay", "fail", "expire") %}<button name="button" value="{{ button }}">{{ words[button] }}</button>
{% endfor %}</form><p>{{ words.scan }}</p><img src="{{ here }}/qr.svg" alt="{{ words.scan }}" width="200" height="200">
{% else %}<p role="status">{{ words[page.state] }}</p>{% endif %}
<p><a href="{{ page.return_url }}">{{ words.back }}</a></p><p class="note">{{ words.note }}</p></main></body></html>
""")
_CSS = """:root { color-scheme: light dark; font-family: system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
main { max-width: 24rem; margin: 2rem auto; padding: 0 1rem; text-align: center; }
.price { font-size: 2rem; font-weight: 600; }
button { display: block; width: 100%; min-height: 3rem; margin: .5rem 0; font-size: 1rem; }
label { display: block; text-align: left; }
input { box-sizing: border-box; width: 100%; min-height: 3rem; font-size: 1rem; }
img { background: #fff; padding: .5rem; }
.note { opacity: .7; font-size: .9rem; }
"""
_LONGEST_PAYER = 80
_SECRET_ADDRESS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def _scope(request: AnyRequest, brand_id: UUID) -> Scope:
    return Scope(
        brand_id=brand_id,
        clock=request.app.state.clock,
        request_id=request.scope["state"].get("request_id", ""),
        locale=language_of(request, "zh"),
    )


def _shown(request: AnyRequest, page: SandboxPage, language: str) -> Response[str]:
    text = _PAGE.render(page=page, words=_WORDS[language], lang=language, here=request.url.path)
    headers = {**_SECRET_ADDRESS, "Content-Language": language}
    return Response(text, media_type=MediaType.HTML, headers=headers)


@get("/sandbox/{brand_id:uuid}/{ref:uuid}", include_in_schema=False)
async def pay_page(request: AnyRequest, brand_id: FromPath[UUID], ref: FromPath[UUID]) -> Response[str]:
    """The page with its buttons, or what became of the payment."""
    scope = _scope(request, brand_id)
    return _shown(request, await show_sandbox_page(scope, ref), scope.locale)


@post("/sandbox/{brand_id:uuid}/{ref:uuid}", include_in_schema=False, status_code=303)
async def press(request: AnyRequest, brand_id: FromPath[UUID], ref: FromPath[UUID]) -> Response[None]:
    """A button was pressed: back to the shop, which may not have heard of it yet."""
    form = await request.form()
    pressed, payer = form.get("button"), str(form.get("payer", "")).strip()[:_LONGEST_PAYER]
    if pressed not in get_args(Button):
        raise InvalidInput(FieldFault("button", "must be pay, fail or expire", "无效的按钮"))
    page = await press_sandbox_button(_scope(request, brand_id), ref, cast(Button, pressed), payer)
    return Response(None, status_code=303, headers={**_SECRET_ADDRESS, "Location": page.return_url})


@get("/sandbox/{brand_id:uuid}/{ref:uuid}/qr.svg", include_in_schema=False)
async def qr_code(request: AnyRequest, brand_id: FromPath[UUID], ref: FromPath[UUID]) -> Response[bytes]:
    """The page's own address, to be opened on a phone."""
    await show_sandbox_page(_scope(request, brand_id), ref)
    drawn = io.BytesIO()
    address = f"{request.app.state.settings.public_url}/sandbox/{brand_id}/{ref}"
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, border=2)
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers=_SECRET_ADDRESS)


@get("/sandbox/page.css", include_in_schema=False, sync_to_thread=False)
def style() -> Response[str]:
    """The page's look."""
    return Response(_CSS, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


ROUTES = [pay_page, press, qr_code, style]
