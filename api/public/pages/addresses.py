"""Where an account's goods go: add an address, change it, make it the usual one, forget it."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from api.public.pages.forms import Form, command_of, read_form
from api.public.pages.frame import Shop, TheShop, see_other
from infra.errors import DomainError, FieldFault, InvalidInput, NotFound
from services.addresses.save_address import SaveAddress, change_address, forget_address, save_address
from services.queries.my_shopping import MyAddress, list_my_addresses

_PARTS = ("name", "phone", "country", "region", "city", "street", "postcode")
_PATHS = {f"ship_to.{part}": part for part in _PARTS}
_NEEDED = ("city", "street")


@get("/account/addresses/new")
async def new_address(shop: TheShop) -> Response[str]:
    """The form, empty."""
    if shop.caller is None:
        return see_other(shop.url("/account"))
    return _page(shop, Form({"name": shop.caller.display_name}), None)


@post("/account/addresses/new")
async def add_address(shop: TheShop) -> Response[str]:
    """Keep one more; what was typed stays where something is wrong."""
    form, _ = await read_form(shop)
    try:
        await save_address(shop.scope, _command(form))
    except DomainError as error:
        return _page(shop, form.refused(shop, error, _PATHS), None, status=422)
    return see_other(_book(shop))


@get("/account/addresses/{address_id:uuid}")
async def one_address(shop: TheShop, address_id: FromPath[UUID]) -> Response[str]:
    """One of them, to be changed."""
    kept = await _kept(shop, address_id)
    values = {part: getattr(kept.ship_to, part) for part in _PARTS}
    return _page(shop, Form({**values, "usual": "1" if kept.usual else ""}), kept)


@post("/account/addresses/{address_id:uuid}")
async def edit_address(shop: TheShop, address_id: FromPath[UUID]) -> Response[str]:
    """Change it. Orders keep where they went."""
    form, _ = await read_form(shop)
    kept = await _kept(shop, address_id)
    try:
        await change_address(shop.scope, address_id, _command(form))
    except DomainError as error:
        return _page(shop, form.refused(shop, error, _PATHS), kept, status=422)
    return see_other(_book(shop))


@post("/account/addresses/{address_id:uuid}/usual")
async def make_usual(shop: TheShop, address_id: FromPath[UUID]) -> Response[str]:
    """From now on it is filled in without asking."""
    await read_form(shop)
    kept = await _kept(shop, address_id)
    await change_address(shop.scope, address_id, SaveAddress(kept.ship_to, usual=True))
    return see_other(_book(shop))


@post("/account/addresses/{address_id:uuid}/forget")
async def forget(shop: TheShop, address_id: FromPath[UUID]) -> Response[str]:
    """Forget it; what it was can be kept again by the form that follows."""
    await read_form(shop)
    await forget_address(shop.scope, address_id)
    return see_other(_book(shop))


def _command(form: Form) -> SaveAddress:
    faults = [FieldFault(f"ship_to.{part}", "is needed", "必填") for part in _NEEDED if not form.value(part)]
    if faults:
        raise InvalidInput(*faults)
    given = {"ship_to": {part: form.value(part) for part in _PARTS}, "usual": bool(form.value("usual"))}
    return command_of(SaveAddress, given)


async def _kept(shop: Shop, address_id: UUID) -> MyAddress:
    for kept in await list_my_addresses(shop.scope):
        if kept.address_id == address_id:
            return kept
    raise NotFound(what="address", ref=address_id)


def _book(shop: Shop) -> str:
    return shop.url("/checkout" if _then(shop) else "/account", then="") + (
        "" if _then(shop) else "#addresses"
    )


def _then(shop: Shop) -> str:
    """Who came from the checkout goes back to it."""
    return "checkout" if shop.request.query_params.get("then") == "checkout" else ""


def _page(shop: Shop, form: Form, kept: MyAddress | None, status: int = 200) -> Response[str]:
    rest = f"/account/addresses/{kept.address_id if kept else 'new'}"
    return shop.page(
        "address.html",
        status=status,
        form=form,
        kept=kept,
        action=shop.url(rest, then=_then(shop)),
        back=_book(shop),
    )


ROUTES = [new_address, add_address, one_address, edit_address, make_usual, forget]
