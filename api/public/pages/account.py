"""Log in, make an account, one's orders and addresses (changed in addresses.py)."""

from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import Cookie

from api.identity import session_cookie
from api.limits import limit_log_in, limits_of
from api.public.pages.forms import Form, command_of, read_form
from api.public.pages.frame import Shop, TheShop, see_other
from api.public.session import agent_of, session_set
from infra.errors import DomainError
from infra.rate_limits import take
from services.people.ask_to_sell import (
    AskToSell,
    ask_to_sell,
    my_selling_request,
    withdraw_selling_request,
)
from services.people.bearer_secret import read_bearer_secret
from services.people.log_in import LogIn, log_in
from services.people.log_out import log_out
from services.people.register_shopper import RegisterShopper, register_shopper
from services.privacy.erase_customer import EraseOwnData, erase_own_data
from services.queries.my_shopping import list_my_addresses, list_my_orders
from services.sharing.identify_visitor import identify_visitor

_PATHS = {"login": "new_login", "password": "new_password", "name": "new_name"}


@get("/account")
async def account_page(shop: TheShop) -> Response[str]:
    """Who is logged in sees orders and addresses, everybody else the log-in."""
    return await _page(shop, Form(), Form())


async def _page(
    shop: Shop, form: Form, register: Form, status: int = 200, *, erasing: Form | None = None
) -> Response[str]:
    mine = shop.caller is not None
    return shop.page(
        "account.html",
        status=status,
        form=form,
        register=register,
        erasing=erasing or Form(),
        then=_then(shop),
        orders=await list_my_orders(shop.scope) if mine else [],
        addresses=await list_my_addresses(shop.scope) if mine else [],
        selling=await my_selling_request(shop.scope) if mine else None,
        sells=shop.caller is not None and shop.caller.seller_id is not None,
    )


@post("/account")
async def enter(shop: TheShop) -> Response[str]:
    """Log in with a password. An account with a second factor is led to the workbench, which asks for it."""
    form, _ = await read_form(shop)
    try:
        command = command_of(LogIn, {name: form.value(name) for name in ("login", "password")})
        await limit_log_in(shop.request, command.login)
        shown = shop.request.cookies.get(session_cookie(shop.request.app.state.settings), "")
        made = await log_in(
            shop.scope,
            command,
            region=shop.brand.jurisdiction,
            agent=agent_of(shop.request),
            replaces=read_bearer_secret(shown),
        )
    except DomainError as error:
        return await _page(shop, form.refused(shop, error), Form(), status=422)
    if made.second_factor == "confirm":
        words = Form(form.values, message=shop.words["second_factor"])
        return await _page(shop, words, Form(), status=403)
    return await _entered(shop, made.account_id, session_set(shop.request, made.session))


@post("/account/registration")
async def register(shop: TheShop) -> Response[str]:
    """Make an account and be logged in."""
    form, _ = await read_form(shop)
    try:
        given = {name: form.value(f"new_{name}") for name in ("login", "password", "name")}
        command = command_of(RegisterShopper, given)
        await limit_log_in(shop.request, command.login)
        made = await register_shopper(
            shop.scope, command, region=shop.brand.jurisdiction, agent=agent_of(shop.request)
        )
    except DomainError as error:
        return await _page(shop, Form(), form.refused(shop, error, _PATHS), status=422)
    return await _entered(shop, made.account_id, session_set(shop.request, made.session))


@post("/account/log-out")
async def leave(shop: TheShop) -> Response[str]:
    """Log out."""
    await read_form(shop)
    if shop.caller is not None and shop.caller.session_id is not None:
        await log_out(shop.scope, shop.caller.session_id)
    answer = see_other(shop.url("/account"))
    answer.delete_cookie(session_cookie(shop.request.app.state.settings))
    return answer


@post("/account/selling-request")
async def ask(shop: TheShop) -> Response[str]:
    """Ask the brand for a store of one's own, or take the request back."""
    form, _ = await read_form(shop)
    try:
        if form.value("withdraw"):
            await withdraw_selling_request(shop.scope)
        else:
            await ask_to_sell(shop.scope, command_of(AskToSell, {"words": form.value("words")}))
    except DomainError as error:
        return await _page(shop, form.refused(shop, error), Form(), status=422)
    return see_other(shop.url("/account"))


@post("/account/erasure")
async def erase(shop: TheShop) -> Response[str]:
    """Erase what the brand holds of whoever is logged in, for good; the password says that it is them."""
    form, _ = await read_form(shop)
    try:
        command = command_of(EraseOwnData, {"password": form.value("password")})
        who = shop.caller.account_id if shop.caller is not None else None
        await take(limits_of(shop.request).password, shop.brand.brand_id, who)
        await erase_own_data(shop.scope, command)
    except DomainError as error:
        return await _page(shop, Form(), Form(), 422, erasing=form.refused(shop, error))
    answer = see_other(shop.url("/account"))
    answer.delete_cookie(session_cookie(shop.request.app.state.settings))
    return answer


async def _entered(shop: Shop, account_id: UUID, cookie: Cookie) -> Response[str]:
    if shop.visitor_id is not None:
        await identify_visitor(shop.scope, account_id, shop.visitor_id)
    answer = see_other(shop.url("/checkout" if _then(shop) else "/account"))
    answer.set_cookie(cookie)
    return answer


def _then(shop: Shop) -> str:
    return "checkout" if shop.request.query_params.get("then") == "checkout" else ""


ROUTES = [account_page, enter, register, leave, ask, erase]
