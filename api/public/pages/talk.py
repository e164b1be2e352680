"""A shared review, and messages to the store's owner."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from api.public.pages.forms import Form, command_of, read_form
from api.public.pages.frame import Shop, TheShop, see_other
from infra.errors import DomainError, NotFound
from services.messages.open_conversation import OpenConversation, open_conversation
from services.messages.read_conversation import ConversationView, read_as_shopper
from services.messages.say import say_as_shopper
from services.messages.write_message import SayWords
from services.queries.reviews import show_review

_ABOUT = ("store", "product", "order")


@get("/reviews/{code:str}")
async def review_page(shop: TheShop, code: FromPath[str]) -> Response[str]:
    """A review by its own address, to be shared."""
    return shop.page("review.html", review=await show_review(shop.scope, code))


@get("/messages")
async def new_message(shop: TheShop) -> Response[str]:
    """A first message; the address may say what it is about."""
    asked = shop.request.query_params
    about = asked.get("about", "store")
    values = {"about": about if about in _ABOUT else "store", "ref": asked.get("ref", "")[:64]}
    return _page(shop, Form(values), None, shop.url("/messages"))


@post("/messages")
async def open_it(shop: TheShop) -> Response[str]:
    """Open a conversation; its page's address is the shopper's way back."""
    form, _ = await read_form(shop)
    given = {name: form.value(name) for name in ("words", "name", "ref")}
    try:
        command = command_of(OpenConversation, {**given, "about": form.value("about", "store")})
        opened = await open_conversation(
            shop.scope, shop.store, command, visitor_id=shop.visitor_id, idempotency_key=form.key
        )
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        return _page(shop, form.refused(shop, error), None, shop.url("/messages"), status=422)
    return see_other(shop.url(f"/messages/{opened.conversation_id}", k=opened.secret))


@get("/messages/{conversation_id:uuid}")
async def conversation_page(shop: TheShop, conversation_id: FromPath[UUID]) -> Response[str]:
    """The conversation so far."""
    read = await read_as_shopper(shop.scope, conversation_id, _secret(shop))
    return _page(shop, Form(), read, _here(shop, conversation_id))


@post("/messages/{conversation_id:uuid}")
async def say(shop: TheShop, conversation_id: FromPath[UUID]) -> Response[str]:
    """The next message."""
    form, _ = await read_form(shop)
    try:
        command = command_of(SayWords, {"words": form.value("words")})
        await say_as_shopper(shop.scope, conversation_id, command, _secret(shop), form.key)
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        read = await read_as_shopper(shop.scope, conversation_id, _secret(shop))
        return _page(shop, form.refused(shop, error), read, _here(shop, conversation_id), status=422)
    return see_other(_here(shop, conversation_id))


def _page(
    shop: Shop, form: Form, conversation: ConversationView | None, action: str, status: int = 200
) -> Response[str]:
    return shop.page("messages.html", status=status, form=form, conversation=conversation, action=action)


def _secret(shop: Shop) -> str | None:
    secret: str | None = shop.request.query_params.get("k")
    return secret


def _here(shop: Shop, conversation_id: UUID) -> str:
    return shop.url(f"/messages/{conversation_id}", k=_secret(shop))


ROUTES = [review_page, new_message, open_it, conversation_page, say]
