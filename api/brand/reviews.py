"""Reviews, questions, and parcels of orders that the brand ships."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheKey
from api.guards import allow
from api.tables import ThePage, table
from services.queries.pages import Page
from services.queries.questions import ALL_QUESTIONS, BrandQuestionRow, list_questions
from services.queries.reviews import REVIEWS, ReviewRow, list_reviews
from services.questions.decide_question import DecideQuestion, decide_question
from services.retail.record_shipment import RecordShipment, ShipmentRecorded, record_shipment
from services.reviews.decide_review import DecideReview, decide_review

READERS = allow("admin", "operator", "finance")
WRITERS = allow("admin", "operator")


@get("/reviews", guards=[READERS], opt=table(REVIEWS))
async def reviews(brand_scope: BrandScope, page_request: ThePage) -> Page[ReviewRow]:
    """What customers say of products."""
    return await list_reviews(brand_scope, page_request)


@post("/reviews/{review_id:uuid}/decision", guards=[WRITERS], status_code=204)
async def decide(brand_scope: BrandScope, review_id: FromPath[UUID], data: JSONBody[DecideReview]) -> None:
    """Take a review off the pages for a reason, or put it back."""
    await decide_review(brand_scope, review_id, data)


@get("/questions", guards=[READERS], opt=table(ALL_QUESTIONS))
async def questions(brand_scope: BrandScope, page_request: ThePage) -> Page[BrandQuestionRow]:
    """What shoppers ask on the pages of all stores."""
    return await list_questions(brand_scope, page_request)


@post("/questions/{question_id:uuid}/decision", guards=[WRITERS], status_code=204)
async def decide_asked(
    brand_scope: BrandScope, question_id: FromPath[UUID], data: JSONBody[DecideQuestion]
) -> None:
    """Take a question off the page, or put it back."""
    await decide_question(brand_scope, question_id, data)


@post("/orders/{order_code:str}/shipments", guards=[WRITERS])
async def ship(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    order_code: FromPath[str],
    data: JSONBody[RecordShipment],
) -> ShipmentRecorded:
    """A parcel left; the customer reads it on the order's page."""
    return await record_shipment(brand_scope, order_code, data, idempotency_key)


ROUTES = [reviews, decide, questions, decide_asked, ship]
