"""Reviews: of what was delivered, once a line, with photos drawn anew; hidden for a reason, never edited."""

import io

import pytest
from PIL import Image

from infra.errors import InvalidInput, NotFound
from services.queries.orders import show_own_order
from services.queries.reviews import show_product_reviews, show_review
from services.retail.deliver_order import deliver_order
from services.retail.place_order import OrderPlaced
from services.reviews.decide_review import DecideReview, decide_review
from services.reviews.errors import AlreadyReviewed, NotDeliveredYet
from services.reviews.write_review import WriteReview, write_review
from tests.support.shop import Shop
from tests.support.world import value


def photo(size: tuple[int, int] = (40, 30), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


@pytest.fixture
async def order(shop: Shop) -> OrderPlaced:
    return await shop.sell(await shop.keeper(), {"COAT": 2})


async def test_a_review_waits_for_the_delivery_and_is_written_once(shop: Shop, order: OrderPlaced) -> None:
    wish = WriteReview(1, 4, " Warm. ", "Wang")
    with pytest.raises(NotDeliveredYet):
        await write_review(shop.scope, order.code, wish, secret=order.secret)
    await deliver_order(shop.scope, order.code)
    with pytest.raises(NotFound):
        await write_review(shop.scope, order.code, wish, secret="somebody else's")
    with pytest.raises(NotFound):
        await write_review(shop.scope, order.code, WriteReview(2, 5), secret=order.secret)
    twice = [
        await write_review(
            shop.scope, order.code, wish, secret=order.secret, photos=[photo()], idempotency_key="k"
        )
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    with pytest.raises(AlreadyReviewed):
        await write_review(shop.scope, order.code, wish, secret=order.secret)
    said = await show_product_reviews(shop.scope, "COAT")
    assert (said.count, said.average) == (1, 400)
    (review,) = said.reviews
    assert (review.words, review.name, review.stars) == ("Warm.", "Wang", 4)
    assert [(kept.width, kept.height) for kept in review.photos] == [(40, 30)]
    assert review.photos[0].url.startswith("/media/")
    assert await show_review(shop.scope, twice[0].code) == review
    seen = await show_own_order(shop.scope, order.code, order.secret)
    assert [(line.line, line.code, line.state) for line in seen.reviewed] == [(1, twice[0].code, "shown")]


async def test_the_average_counts_what_is_shown_only(shop: Shop, order: OrderPlaced) -> None:
    other = await shop.sell(await shop.keeper(), {"COAT": 1})
    written = []
    for placed, stars in ((order, 5), (other, 2)):
        await deliver_order(shop.scope, placed.code)
        written.append(
            await write_review(shop.scope, placed.code, WriteReview(1, stars), secret=placed.secret)
        )
    assert (await show_product_reviews(shop.scope, "COAT")).average == 350
    with pytest.raises(InvalidInput, match="reason"):
        await decide_review(shop.scope, written[1].review_id, DecideReview(hidden=True, reason=" "))
    await decide_review(shop.scope, written[1].review_id, DecideReview(hidden=True, reason="a phone number"))
    said = await show_product_reviews(shop.scope, "COAT")
    assert (said.count, said.average) == (1, 500)
    with pytest.raises(NotFound):
        await show_review(shop.scope, written[1].code)
    await decide_review(shop.scope, written[1].review_id, DecideReview(hidden=False))
    assert (await show_product_reviews(shop.scope, "COAT")).average == 350
    logged = await value(
        shop.scope, "SELECT count(*) FROM audit_log WHERE brand_id = $1 AND action = 'decide_review'"
    )
    assert logged == 2


async def test_photos_that_are_none_are_refused_by_their_place(shop: Shop, order: OrderPlaced) -> None:
    await deliver_order(shop.scope, order.code)
    for photos, where in (
        ([photo(), b"<svg onload=alert(1)>"], r"photos\[1\]"),
        ([photo()[:-400]], r"photos\[0\]"),
        ([photo()] * 7, "photos"),
    ):
        with pytest.raises(InvalidInput, match=where):
            await write_review(shop.scope, order.code, WriteReview(1, 5), secret=order.secret, photos=photos)
    assert (await show_product_reviews(shop.scope, "COAT")).count == 0
