"""Questions and messages: stock is answered at once, the rest by the owner; nobody reads another's conversation."""

import pytest

from infra.errors import InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Actor
from services.messages.close_conversation import CloseConversation, close_conversation
from services.messages.errors import ConversationClosed
from services.messages.open_conversation import OpenConversation, open_conversation
from services.messages.read_conversation import read_as_seller, read_as_shopper
from services.messages.say import say_as_seller, say_as_shopper
from services.messages.write_message import SayWords
from services.queries.conversations import list_conversations
from services.queries.pages import PageRequest
from services.queries.questions import list_questions, list_seller_questions, show_product_questions
from services.questions.answer_question import AnswerQuestion, answer_question, hide_question
from services.questions.ask_question import AskQuestion, ask_question
from services.questions.decide_question import DecideQuestion, decide_question
from tests.support.shop import Shop
from tests.support.world import rows

GUEST = Actor("visitor")


async def test_stock_is_answered_at_once(shop: Shop) -> None:
    keeper, guest = await shop.keeper(), shop.scope.acting_as(GUEST)
    asked = await ask_question(guest, keeper.store, "COAT", AskQuestion(sku="COAT"))
    assert (asked.state, asked.units) == ("answered", 5)
    none = await ask_question(guest, keeper.store, "SCARF", AskQuestion(sku="SCARF"))
    assert (none.state, none.units) == ("answered", 0)
    (shown,) = await show_product_questions(guest, keeper.store, "COAT", None)
    assert (shown.sku, shown.units_then, shown.state) == ("COAT", 5, "answered")
    with pytest.raises(InvalidInput, match="sku"):
        await ask_question(guest, keeper.store, "COAT", AskQuestion(sku="SCARF"))
    with pytest.raises(InvalidInput, match="words"):
        await ask_question(guest, keeper.store, "COAT", AskQuestion(" "))
    with pytest.raises(NotFound):
        await ask_question(guest, keeper.store, "HAT", AskQuestion("Is there a hat?"))


async def test_a_sellers_own_stock_is_what_is_asked_of_their_store(shop: Shop) -> None:
    keeper = await shop.keeper(ships_from="own_stock")
    asked = await ask_question(shop.scope.acting_as(GUEST), keeper.store, "COAT", AskQuestion(sku="COAT"))
    assert asked.units == 0


async def test_an_open_question_is_seen_by_who_asked_until_it_is_answered(shop: Shop) -> None:
    keeper, guest, visitor = await shop.keeper(), shop.scope.acting_as(GUEST), new_id()
    wish = AskQuestion("Is it warm?", name="Wang")
    twice = [
        await ask_question(guest, keeper.store, "COAT", wish, visitor_id=visitor, idempotency_key="k")
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    assert [one.words for one in await show_product_questions(guest, keeper.store, "COAT", visitor)] == [
        wish.words
    ]
    assert await show_product_questions(guest, keeper.store, "COAT", new_id()) == []
    owner, other = (shop.scope.acting_as(each.actor) for each in (keeper, await shop.keeper()))
    waiting = await list_seller_questions(owner, PageRequest(filters={"state": "open"}), keeper.id)
    assert [row.question_id for row in waiting.rows] == [twice[0].question_id]
    with pytest.raises(NotFound):
        await answer_question(other, twice[0].question_id, AnswerQuestion("Not mine"))
    with pytest.raises(InvalidInput, match="answer"):
        await answer_question(owner, twice[0].question_id, AnswerQuestion("It cures cancer"))
    await answer_question(owner, twice[0].question_id, AnswerQuestion(" Very. "))
    (shown,) = await show_product_questions(guest, keeper.store, "COAT", None)
    assert (shown.answer, shown.name, shown.state) == ("Very.", "Wang", "answered")
    await hide_question(owner, twice[0].question_id)
    assert await show_product_questions(guest, keeper.store, "COAT", visitor) == []
    # The brand sees all stores' and puts it back, answered as it was; it may take it off as well.
    page = await list_questions(shop.scope, PageRequest(filters={"store": keeper.store}))
    assert [(row.state, row.store) for row in page.rows] == [("hidden", keeper.store)]
    for hidden, seen in ((False, 1), (True, 0), (True, 0)):
        await decide_question(shop.scope, twice[0].question_id, DecideQuestion(hidden))
        assert len(await show_product_questions(guest, keeper.store, "COAT", None)) == seen
    decided = "SELECT after ->> 'hidden' FROM audit_log WHERE brand_id = $1 AND action = 'decide_question' ORDER BY id"
    assert await rows(shop.scope, decided) == [("false",), ("true",)]
    with pytest.raises(NotFound):
        await decide_question(shop.scope, new_id(), DecideQuestion(True))


async def test_a_conversation_is_its_shoppers_and_its_sellers(shop: Shop) -> None:
    keeper, guest = await shop.keeper(), shop.scope.acting_as(GUEST)
    owner, other = (shop.scope.acting_as(each.actor) for each in (keeper, await shop.keeper()))
    opened = await open_conversation(
        guest, keeper.store, OpenConversation("Hello", "Wang", "product", "COAT")
    )
    for secret in (None, "another"):
        with pytest.raises(NotFound):
            await read_as_shopper(guest, opened.conversation_id, secret)
    with pytest.raises(NotFound):
        await read_as_seller(other, opened.conversation_id)
    await say_as_shopper(guest, opened.conversation_id, SayWords("Are you there?"), opened.secret)
    (row,) = (await list_conversations(owner, PageRequest(filters={"unread": "true"}), keeper.id)).rows
    assert (row.name, row.unread, row.last_words, row.ref) == ("Wang", 2, "Are you there?", "COAT")
    assert (await list_conversations(other, PageRequest(), other.actor.seller_id or new_id())).rows == []
    read = await read_as_seller(owner, opened.conversation_id)
    assert [message.words for message in read.messages] == ["Hello", "Are you there?"]
    assert (await list_conversations(owner, PageRequest(filters={"unread": "true"}), keeper.id)).rows == []
    await say_as_seller(owner, opened.conversation_id, SayWords("I am"))
    seen = await read_as_shopper(guest, opened.conversation_id, opened.secret)
    assert [message.side for message in seen.messages] == ["shopper", "shopper", "seller"]
    await close_conversation(owner, opened.conversation_id, CloseConversation(closed=True))
    with pytest.raises(ConversationClosed):
        await say_as_shopper(guest, opened.conversation_id, SayWords("Still?"), opened.secret)
    await say_as_seller(owner, opened.conversation_id, SayWords("One more thing"))
    await say_as_shopper(guest, opened.conversation_id, SayWords("Yes?"), opened.secret)
