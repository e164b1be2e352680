"""Questions on a product's page, and those that wait for a store's owner."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

# A shopper sees what is answered, and their own that still waits.
_OF_PAGE = """
SELECT q.id, q.words, coalesce(k.code, ''),
  concat_ws(' · ', nullif(k.style, ''), nullif(k.colour, ''), nullif(k.size, '')),
  q.units_then, q.shown_name, q.state, q.answer, q.asked_at, q.answered_at
FROM questions AS q LEFT JOIN skus AS k ON k.brand_id = q.brand_id AND k.id = q.sku_id
JOIN stores AS t ON t.brand_id = q.brand_id AND t.id = q.store_id
JOIN products AS p ON p.brand_id = q.brand_id AND p.id = q.product_id
WHERE q.brand_id = $1 AND t.slug = $2 AND p.code = $3
  AND (q.state = 'answered' OR q.state = 'open' AND (q.visitor_id = $4 OR q.account_id = $5))
ORDER BY q.asked_at DESC, q.id DESC LIMIT 20
"""
_BOTH = """
SELECT 1 FROM stores AS t JOIN products AS p ON p.brand_id = t.brand_id
WHERE t.brand_id = $1 AND t.slug = $2 AND p.code = $3
"""
QUESTIONS = Table(
    select="""q.id, p.code, p.name, q.words, coalesce(k.code, ''), q.units_then, q.shown_name, q.state, q.answer,
              q.asked_at, q.answered_at""",
    source="""questions q
      JOIN stores t ON t.brand_id = q.brand_id AND t.id = q.store_id
      JOIN products p ON p.brand_id = q.brand_id AND p.id = q.product_id
      LEFT JOIN skus k ON k.brand_id = q.brand_id AND k.id = q.sku_id""",
    where="q.brand_id = $1",
    id="q.id",
    columns={
        "asked_at": Column("q.asked_at", "instant", matches="range"),
        "state": Column("q.state"),
        "product": Column("p.code"),
    },
    sort="-asked_at",
    searched=("q.words", "q.answer", "p.name", "p.code"),
)


ALL_QUESTIONS = msgspec.structs.replace(
    QUESTIONS,
    select=f"{QUESTIONS.select}, t.slug, t.name",
    columns={**QUESTIONS.columns, "store": Column("t.slug")},
    searched=(*QUESTIONS.searched, "t.name"),
)


class QuestionView(Struct, frozen=True):
    """A question as a shopper sees it. `about` names the SKU in words; `units_then` was its stock when it was asked."""

    question_id: UUID
    words: str
    sku: str
    about: str
    units_then: int | None
    name: str
    state: str
    answer: str
    asked_at: datetime
    answered_at: datetime | None


class QuestionRow(Struct, frozen=True):
    """A question for the store's owner."""

    question_id: UUID
    product: str
    product_name: str
    words: str
    sku: str
    units_then: int | None
    name: str
    state: str
    answer: str
    asked_at: datetime
    answered_at: datetime | None


async def show_product_questions(
    scope: Scope, store: str, product: str, visitor_id: UUID | None
) -> list[QuestionView]:
    """The newest twenty on the product's page in this store. Raises NotFound."""

    async def work(tx: Tx) -> list[QuestionView]:
        if not await tx.fetchval(_BOTH, tx.brand_id, store, product):
            raise NotFound(what="product", ref=product)
        rows = await tx.fetch(_OF_PAGE, tx.brand_id, store, product, visitor_id, tx.scope.actor.account_id)
        return [QuestionView(*row) for row in rows]

    return await transact(scope, work)


class BrandQuestionRow(QuestionRow, frozen=True):
    """A question in any of the brand's stores."""

    store: str
    store_name: str


async def list_questions(scope: Scope, request: PageRequest) -> Page[BrandQuestionRow]:
    """Questions in all stores; `state=open` are those that a store's owner still owes an answer."""
    return await transact(scope, lambda tx: read_page(tx, ALL_QUESTIONS, request, BrandQuestionRow))


async def list_seller_questions(scope: Scope, request: PageRequest, seller_id: UUID) -> Page[QuestionRow]:
    """Questions in the seller's store; `state=open` are those that wait."""
    mine = ("t.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, QUESTIONS, request, QuestionRow, fixed=mine))
