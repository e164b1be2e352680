"""The store, a part of its shelf, and a product: where a shared link leads."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from api.kept_pages import may_be_kept
from api.public.landing import Sharing, sharing_of
from api.public.pages.forms import Form, command_of, read_form
from api.public.pages.frame import Shop, TheShop, see_other
from api.public.pages.place_coupon import offer_of_scan
from api.public.pages.text import left_text
from api.visitor import with_visitor
from infra.errors import DomainError, NotFound
from infra.ids import new_id
from services.queries.questions import show_product_questions
from services.queries.reviews import show_product_reviews
from services.queries.storefront import ProductView, StoreFacts, show_store, show_store_product
from services.questions.ask_question import AskQuestion, ask_question
from services.sharing.visitor_cookie import (
    CART_PARAMETER,
    SAVED_PARAMETER,
    STALE_PARAMETER,
    VISITOR_PARAMETER,
)

_MANY = 10


@get("/")
async def store_page(shop: TheShop) -> Response[str]:
    """A store as a shopper sees it. The address that a saved bag had before it had a page leads to its page."""
    saved = shop.request.query_params.get(SAVED_PARAMETER)
    if saved:
        return see_other(shop.url("/saved", **{SAVED_PARAMETER: saved}))
    return await _shown(shop)


@get("/products/{ref:str}")
async def one_product(shop: TheShop, ref: FromPath[str]) -> Response[str]:
    """A product alone."""
    return await _shown(shop, "products", ref)


@get("/{kind:str}/{ref:str}")
async def store_part(shop: TheShop, kind: FromPath[str], ref: FromPath[str]) -> Response[str]:
    """A collection's part of the shelf where the address names one, else the store: a page of the store by a name of
    its own is the store until it has pages."""
    return await _shown(shop, kind, ref)


async def _shown(shop: Shop, kind: str = "", ref: str = "") -> Response[str]:
    sharing = await _sharing(shop, kind, ref)
    try:
        return await _place(shop, sharing, *sharing.place(kind, ref))
    except NotFound:
        # What a landing points to may be sold no more; what the link points to is what the shopper asked for.
        if sharing.place(kind, ref) == (kind, ref):
            raise
        return await _place(shop, sharing, kind, ref)


async def _place(shop: Shop, sharing: Sharing, kind: str, ref: str) -> Response[str]:
    if kind == "products":
        return await product_page(shop, ref, sharing)
    shelf = await show_store(shop.scope, shop.store)
    items = [item for item in shelf.items if kind != "collections" or item.category == ref]
    cover = shelf.store.cover_url if shelf.store.cover_url.startswith("/") else ""
    page = shop.page(
        "store.html",
        store=shelf.store,
        items=sharing.chosen(items),
        part=bool(kind),
        cover=cover,
        **await _arrival(shop),
        **_shared(sharing, shelf.store.name),
    )
    # Not so a product: its form has a key of its own each time.
    may_be_kept(shop.request)
    return shop.cart.onto(shop.request, page)


async def product_page(
    shop: Shop, code: str, sharing: Sharing, *, ask: Form | None = None, asked: str = "", status: int = 200
) -> Response[str]:
    """A product as the store sells it, with what was asked and said about it."""
    one = await show_store_product(shop.scope, shop.store, code)
    product = one.product
    first = next((sku for sku in product.skus if sku.available), None)
    chosen = first.code if first and len(product.skus) <= _MANY else ""
    page = shop.page(
        "product.html",
        status=status,
        store=one.store,
        product=product,
        chosen=chosen,
        stock_line=left_text(first, shop.words) if first and chosen else "",
        units={sku.code: sku.available for sku in product.skus},
        said=await show_product_reviews(shop.scope, code),
        questions=await show_product_questions(shop.scope, shop.store, code, shop.visitor_id),
        form=Form(),
        ask=ask or Form(),
        asked=asked,
        **await _arrival(shop),
        **_shared(sharing, _title(product, one.store)),
    )
    return shop.cart.onto(shop.request, page)


@post("/products/{ref:str}/questions")
async def ask_about(shop: TheShop, ref: FromPath[str]) -> Response[str]:
    """A question to the store's owner; about stock it is answered on the page that follows."""
    form, _ = await read_form(shop)
    visitor_id = shop.visitor_id or new_id()
    try:
        command = command_of(AskQuestion, {name: form.value(name) for name in ("words", "sku", "name")})
        await ask_question(
            shop.scope, shop.store, ref, command, visitor_id=visitor_id, idempotency_key=form.key
        )
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        sharing = await _sharing(shop, "products", ref)
        return await product_page(shop, ref, sharing, ask=form.refused(shop, error), status=422)
    known = {} if shop.visitor_id else {VISITOR_PARAMETER: visitor_id.hex}
    answer = see_other(shop.url(f"/products/{ref}", asked=1, **known) + "#questions")
    return with_visitor(shop.request, answer, shop.brand.slug, visitor_id)


async def _sharing(shop: Shop, kind: str, ref: str) -> Sharing:
    """What the page owes to sharing. A closed store has no card: that it is closed is what there is to say."""
    try:
        return await sharing_of(shop.request, shop.scope, shop.brand.slug, shop.store, kind, ref)
    except NotFound:
        await show_store(shop.scope, shop.store)
        raise


async def _arrival(shop: Shop) -> dict[str, Any]:
    """What is said to who comes by a link or a code: that it filled the cart (`filled`), that the code was out of date
    (`stale`), which coupon the place of the code hands out (`offer`)."""
    return {
        "filled": shop.cart.changed and CART_PARAMETER in shop.request.query_params,
        "stale": STALE_PARAMETER in shop.request.query_params,
        "offer": await offer_of_scan(shop),
    }


def _title(product: ProductView, store: StoreFacts) -> str:
    return f"{product.name} · {store.name}"


def _shared(sharing: Sharing, title: str) -> dict[str, Any]:
    values = sharing.values()
    return {
        "title": values.get("title") or title,
        "landing": values["landing"],
        "tags": values["tags"],
        "mark": values["mark"],
        "picture_shared": values["picture"],
    }


ROUTES = [store_page, one_product, store_part, ask_about]
