"""What shoppers say to me (questions, messages, reviews), and parcels that I send them."""

from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheKey, own_seller
from api.guards import allow
from api.tables import ThePage, table
from services.messages.close_conversation import CloseConversation, close_conversation
from services.messages.read_conversation import ConversationView, read_as_seller
from services.messages.say import say_as_seller
from services.messages.write_message import MessageSent, SayWords
from services.queries.conversations import CONVERSATIONS, ConversationRow, list_conversations
from services.queries.pages import Page
from services.queries.questions import QUESTIONS, QuestionRow, list_seller_questions
from services.queries.reviews import REVIEWS, ReviewRow, list_seller_reviews
from services.questions.answer_question import AnswerQuestion, answer_question, hide_question
from services.retail.record_shipment import RecordShipment, ShipmentRecorded, record_shipment

SELLERS = allow("staff", "reseller")


@get("/questions", guards=[SELLERS], opt=table(QUESTIONS))
async def questions(brand_scope: BrandScope, page_request: ThePage) -> Page[QuestionRow]:
    """Questions about products in my store; those that wait are `?state=open`."""
    return await list_seller_questions(brand_scope, page_request, own_seller(brand_scope))


@put("/questions/{question_id:uuid}/answer", guards=[SELLERS], status_code=204)
async def answer(
    brand_scope: BrandScope, question_id: FromPath[UUID], data: JSONBody[AnswerQuestion]
) -> None:
    """Answer, or answer anew; it stands on the product's page."""
    await answer_question(brand_scope, question_id, data)


@delete("/questions/{question_id:uuid}", guards=[SELLERS])
async def hide(brand_scope: BrandScope, question_id: FromPath[UUID]) -> None:
    """Take a question off the page. Answering it puts it back."""
    await hide_question(brand_scope, question_id)


@get("/conversations", guards=[SELLERS], opt=table(CONVERSATIONS))
async def conversations(brand_scope: BrandScope, page_request: ThePage) -> Page[ConversationRow]:
    """Who wrote to me; those with something new are `?unread=true`."""
    return await list_conversations(brand_scope, page_request, own_seller(brand_scope))


@get("/conversations/{conversation_id:uuid}", guards=[SELLERS])
async def conversation(brand_scope: BrandScope, conversation_id: FromPath[UUID]) -> ConversationView:
    """One of them with its messages, which are read from now on."""
    return await read_as_seller(brand_scope, conversation_id)


@post("/conversations/{conversation_id:uuid}/messages", guards=[SELLERS])
async def say(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    conversation_id: FromPath[UUID],
    data: JSONBody[SayWords],
) -> MessageSent:
    """Answer."""
    return await say_as_seller(brand_scope, conversation_id, data, idempotency_key)


@put("/conversations/{conversation_id:uuid}/state", guards=[SELLERS], status_code=204)
async def close(
    brand_scope: BrandScope, conversation_id: FromPath[UUID], data: JSONBody[CloseConversation]
) -> None:
    """Close it, or open it again."""
    await close_conversation(brand_scope, conversation_id, data)


@get("/reviews", guards=[SELLERS], opt=table(REVIEWS))
async def reviews(brand_scope: BrandScope, page_request: ThePage) -> Page[ReviewRow]:
    """What customers of my store say."""
    return await list_seller_reviews(brand_scope, page_request, own_seller(brand_scope))


@post("/orders/{order_code:str}/shipments", guards=[SELLERS])
async def ship(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    order_code: FromPath[str],
    data: JSONBody[RecordShipment],
) -> ShipmentRecorded:
    """A parcel of an order from my own stock left; the customer reads it on the order's page."""
    return await record_shipment(brand_scope, order_code, data, idempotency_key)


ROUTES = [questions, answer, hide, conversations, conversation, say, close, reviews, ship]
