"""What a shopper does besides ordering: a cart's price, reviews, questions, messages to a store, and an account of
one's own with its orders and addresses."""

from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheBrand, TheKey
from api.guards import anyone, signed_in
from api.limits import counting_coupons, limit_log_in
from api.public.checkout import SECRET_HEADER
from api.public.session import SessionMade, agent_of, with_session
from api.requests import AnyRequest
from api.visitor import visitor_of_request
from services.addresses.save_address import (
    AddressSaved,
    SaveAddress,
    change_address,
    forget_address,
    save_address,
)
from services.messages.open_conversation import ConversationOpened, OpenConversation, open_conversation
from services.messages.read_conversation import ConversationView, read_as_shopper
from services.messages.say import say_as_shopper
from services.messages.write_message import MessageSent, SayWords
from services.people.register_shopper import RegisterShopper, register_shopper
from services.queries.my_shopping import MyAddress, MyOrder, list_my_addresses, list_my_orders
from services.queries.questions import QuestionView, show_product_questions
from services.queries.reviews import ProductReviews, ReviewView, show_product_reviews, show_review
from services.questions.ask_question import AskQuestion, QuestionAsked, ask_question
from services.retail.place_order import OrderedLine
from services.retail.quote_cart import CartQuoted, quote_cart
from services.reviews.write_review import ReviewWritten, WriteReview, write_review

CONVERSATION_HEADER = "X-Conversation-Secret"


class QuoteCart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines by SKU code, and a coupon to try."""

    lines: list[OrderedLine]
    coupon: str | None = None


class Shopping(msgspec.Struct, frozen=True):
    """The account's newest orders."""

    orders: list[MyOrder]


class AddressBook(msgspec.Struct, frozen=True):
    addresses: list[MyAddress]


class Questions(msgspec.Struct, frozen=True):
    """What was asked on a product's page, the newest first."""

    questions: list[QuestionView]


@post("/stores/{store:str}/cart-quotes", guards=[anyone()], status_code=200)
async def price_cart(
    request: AnyRequest, brand_scope: BrandScope, store: FromPath[str], data: JSONBody[QuoteCart]
) -> CartQuoted:
    """What the cart would cost now, and how much of it there is. Nothing is held."""
    async with counting_coupons(request, data.coupon) as refused:
        quoted = await quote_cart(brand_scope, store, data.lines, data.coupon)
        if quoted.coupon_fault:
            refused()
        return quoted


@get("/stores/{store:str}/products/{product:str}/reviews", guards=[anyone()])
async def product_reviews(
    brand_scope: BrandScope, store: FromPath[str], product: FromPath[str]
) -> ProductReviews:
    """What customers say of a product, in whichever store they bought it."""
    return await show_product_reviews(brand_scope, product)


@get("/reviews/{review_code:str}", guards=[anyone()])
async def one_review(brand_scope: BrandScope, review_code: FromPath[str]) -> ReviewView:
    """A review by its own code."""
    return await show_review(brand_scope, review_code)


@post("/orders/{order_code:str}/reviews", guards=[anyone()])
async def review_order(
    request: AnyRequest,
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    order_code: FromPath[str],
    data: JSONBody[WriteReview],
) -> ReviewWritten:
    """Review a line of my delivered order. With photos: by the order's page, which takes files."""
    secret = request.headers.get(SECRET_HEADER)
    return await write_review(brand_scope, order_code, data, secret=secret, idempotency_key=idempotency_key)


@get("/stores/{store:str}/products/{product:str}/questions", guards=[anyone()])
async def product_questions(
    request: AnyRequest,
    brand_scope: BrandScope,
    brand_facts: TheBrand,
    store: FromPath[str],
    product: FromPath[str],
) -> Questions:
    """Questions with their answers, and one's own that wait."""
    visitor_id = visitor_of_request(request, brand_facts.slug)
    return Questions(await show_product_questions(brand_scope, store, product, visitor_id))


@post("/stores/{store:str}/products/{product:str}/questions", guards=[anyone()])
async def ask(
    request: AnyRequest,
    brand_scope: BrandScope,
    brand_facts: TheBrand,
    idempotency_key: TheKey,
    store: FromPath[str],
    product: FromPath[str],
    data: JSONBody[AskQuestion],
) -> QuestionAsked:
    """Ask the store's owner about a product. Naming a SKU answers its stock at once."""
    visitor_id = visitor_of_request(request, brand_facts.slug)
    return await ask_question(
        brand_scope, store, product, data, visitor_id=visitor_id, idempotency_key=idempotency_key
    )


@post("/stores/{store:str}/conversations", guards=[anyone()])
async def write_to_store(
    request: AnyRequest,
    brand_scope: BrandScope,
    brand_facts: TheBrand,
    idempotency_key: TheKey,
    store: FromPath[str],
    data: JSONBody[OpenConversation],
) -> ConversationOpened:
    """Write to the store's owner. `secret` opens the conversation again to a guest."""
    visitor_id = visitor_of_request(request, brand_facts.slug)
    return await open_conversation(
        brand_scope, store, data, visitor_id=visitor_id, idempotency_key=idempotency_key
    )


@get("/conversations/{conversation_id:uuid}", guards=[anyone()])
async def conversation(
    request: AnyRequest, brand_scope: BrandScope, conversation_id: FromPath[UUID]
) -> ConversationView:
    """My conversation with a store; what the seller wrote is read from now on."""
    return await read_as_shopper(brand_scope, conversation_id, request.headers.get(CONVERSATION_HEADER))


@post("/conversations/{conversation_id:uuid}/messages", guards=[anyone()])
async def write_again(
    request: AnyRequest,
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    conversation_id: FromPath[UUID],
    data: JSONBody[SayWords],
) -> MessageSent:
    """The next message of my conversation."""
    secret = request.headers.get(CONVERSATION_HEADER)
    return await say_as_shopper(brand_scope, conversation_id, data, secret, idempotency_key)


@post("/accounts", guards=[anyone(csrf_token=False)])
async def register(
    request: AnyRequest, brand_scope: BrandScope, brand_facts: TheBrand, data: JSONBody[RegisterShopper]
) -> Response[SessionMade]:
    """A shopper's own account; the answer logs it in."""
    await limit_log_in(request, data.login)
    made = await register_shopper(brand_scope, data, region=brand_facts.jurisdiction, agent=agent_of(request))
    return with_session(request, made.account_id, made.session, "not_needed")


@get("/account/orders", guards=[signed_in()])
async def my_orders(brand_scope: BrandScope) -> Shopping:
    """My orders, the newest first."""
    return Shopping(await list_my_orders(brand_scope))


@get("/account/addresses", guards=[signed_in()])
async def my_addresses(brand_scope: BrandScope) -> AddressBook:
    """Where I have goods sent, the usual address first."""
    return AddressBook(await list_my_addresses(brand_scope))


@post("/account/addresses", guards=[signed_in()])
async def keep_address(brand_scope: BrandScope, data: JSONBody[SaveAddress]) -> AddressSaved:
    """Keep an address."""
    return await save_address(brand_scope, data)


@put("/account/addresses/{address_id:uuid}", guards=[signed_in()], status_code=204)
async def rewrite_address(
    brand_scope: BrandScope, address_id: FromPath[UUID], data: JSONBody[SaveAddress]
) -> None:
    """Write one of my addresses anew; orders keep where they went."""
    await change_address(brand_scope, address_id, data)


@delete("/account/addresses/{address_id:uuid}", guards=[signed_in()])
async def drop_address(brand_scope: BrandScope, address_id: FromPath[UUID]) -> None:
    """Forget an address; orders keep their own copies."""
    await forget_address(brand_scope, address_id)


ROUTES = [
    price_cart,
    product_reviews,
    one_review,
    review_order,
    product_questions,
    ask,
    write_to_store,
    conversation,
    write_again,
    register,
    my_orders,
    my_addresses,
    keep_address,
    rewrite_address,
    drop_address,
]
