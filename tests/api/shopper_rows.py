"""Rows of the access matrix for what shoppers say and are told: reviews, questions, messages, addresses, parcels."""

from infra.ids import link_code, new_id
from services.messages.open_conversation import OpenConversation, open_conversation
from services.questions.ask_question import AskQuestion, ask_question
from tests.api.matrix_row import KEY, NAMES_NOTHING, Ids, Row
from tests.factories import MadeBrand

PUBLIC_ROWS = {
    "POST /stores/{store}/cart-quotes": Row(body=lambda ids: {"lines": [{"sku": ids["sku"], "qty": 1}]}),
    "GET /stores/{store}/products/{product}/reviews": Row(),
    "GET /reviews/{review_code}": Row(),
    "POST /orders/{order_code}/reviews": Row(body=lambda _: {"line": 1, "stars": 5}, headers=KEY),
    "GET /stores/{store}/products/{product}/questions": Row(),
    "POST /stores/{store}/products/{product}/questions": Row(body=lambda _: {"words": "Warm?"}, headers=KEY),
    "POST /stores/{store}/conversations": Row(body=lambda _: {"words": "Hello"}, headers=KEY),
    "GET /conversations/{conversation_id}": Row(),
    "POST /conversations/{conversation_id}/messages": Row(body=lambda _: {"words": "Hello"}, headers=KEY),
    "POST /accounts": Row(
        body=lambda _: {"login": "nobody", "password": "a password nobody has", "name": "x"},
        foreign=NAMES_NOTHING,
    ),
    "GET /account/orders": Row(foreign=NAMES_NOTHING),
    "GET /account/addresses": Row(foreign=NAMES_NOTHING),
    "POST /account/addresses": Row(body=lambda _: {"ship_to": {"city": "Wuhan"}}, foreign=NAMES_NOTHING),
    "PUT /account/addresses/{address_id}": Row(body=lambda _: {"ship_to": {"city": "Wuhan"}}),
    "DELETE /account/addresses/{address_id}": Row(),
}
SELLER_ROWS = {
    "GET /questions": Row(query="q=marker", foreign=NAMES_NOTHING),
    "PUT /questions/{question_id}/answer": Row(body=lambda _: {"answer": "Yes"}),
    "DELETE /questions/{question_id}": Row(),
    "GET /conversations": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /conversations/{conversation_id}": Row(),
    "POST /conversations/{conversation_id}/messages": Row(body=lambda _: {"words": "Hello"}, headers=KEY),
    "PUT /conversations/{conversation_id}/state": Row(body=lambda _: {"closed": True}),
    "GET /reviews": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /orders/{order_code}/shipments": Row(body=lambda _: {"carrier": "SF"}, headers=KEY),
    "POST /pictures": Row(foreign=NAMES_NOTHING),
}
BRAND_ROWS = {
    "GET /reviews": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /questions": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /questions/{question_id}/decision": Row(body=lambda _: {"hidden": True}),
    "POST /reviews/{review_id}/decision": Row(body=lambda _: {"hidden": False}),
    "POST /orders/{order_code}/shipments": Row(body=lambda _: {"carrier": "SF"}, headers=KEY),
    "POST /pictures": Row(foreign=NAMES_NOTHING),
}


async def make_shopper_ids(brand: MadeBrand, store: str, product: str, marker: str) -> Ids:
    """A question and a conversation in the store, and names of what is not there."""
    words = f"{marker} words"
    question = await ask_question(brand.scope, store, product, AskQuestion(words))
    conversation = await open_conversation(brand.scope, store, OpenConversation(words, name=marker))
    return {
        "address_id": new_id(),
        "question_id": question.question_id,
        "conversation_id": conversation.conversation_id,
        "review_id": new_id(),
        "review_code": link_code(10),
    }
