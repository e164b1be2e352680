"""A shopper asks about a product; whether it is in stock is answered at once."""

from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.idempotency import once
from services.inventory.available import available
from services.stores.open_to_shoppers import store_open_to_shoppers

_PRODUCT = "SELECT id FROM products WHERE brand_id = $1 AND code = $2 AND status = 'active'"
_SKU = "SELECT id FROM skus WHERE brand_id = $1 AND product_id = $2 AND code = $3 AND status = 'active'"
_WRITE = """
INSERT INTO questions (brand_id, id, store_id, product_id, sku_id, units_then, visitor_id, account_id, shown_name,
  words, state, asked_at, answered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""


class AskQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`words`, or a SKU whose stock is asked about, or both. `name` is what the page calls the shopper."""

    words: Annotated[str, Meta(max_length=500)] = ""
    sku: Annotated[str, Meta(max_length=80)] = ""
    name: Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f<>{}]*$")] = ""


class QuestionAsked(msgspec.Struct, frozen=True):
    """`state` is `answered` where only stock was asked about. `units` can be bought now; null without a SKU."""

    question_id: UUID
    state: str
    units: int | None


async def ask_question(
    scope: Scope,
    store: str,
    product: str,
    command: AskQuestion,
    *,
    visitor_id: UUID | None = None,
    idempotency_key: str | None = None,
) -> QuestionAsked:
    """Put the question on the product's page in this store. Raises NotFound, StoreClosed, InvalidInput."""
    words, sku = command.words.strip(), command.sku.strip()
    if not words and not sku:
        raise InvalidInput(FieldFault("words", "is needed", "请填写问题"))

    async def work(tx: Tx) -> QuestionAsked:
        kept = await store_open_to_shoppers(tx, store)
        product_id = await tx.fetchval(_PRODUCT, tx.brand_id, product)
        if product_id is None:
            raise NotFound(what="product", ref=product)
        sku_id, units = await _stock(tx, kept, product_id, sku)
        # Stock alone is answered by this very transaction; words wait for the store's owner.
        state = "open" if words else "answered"
        asked = QuestionAsked(new_id(), state, units)
        await tx.execute(
            _WRITE,
            tx.brand_id,
            asked.question_id,
            kept["id"],
            product_id,
            sku_id,
            units,
            visitor_id,
            tx.scope.actor.account_id,
            command.name.strip(),
            words,
            state,
            tx.now,
            None if words else tx.now,
        )
        return asked

    # Visitors share one actor: the browser is a part of what was asked.
    given = (command, visitor_id)
    return await once(scope, f"ask_question {store} {product}", idempotency_key, given, work, QuestionAsked)


async def _stock(tx: Tx, store: asyncpg.Record, product_id: UUID, sku: str) -> tuple[UUID | None, int | None]:
    if not sku:
        return None, None
    sku_id = await tx.fetchval(_SKU, tx.brand_id, product_id, sku)
    if sku_id is None:
        raise InvalidInput(FieldFault("sku", "is no choice of this product", "该商品没有此规格"))
    own = store["seller_id"] if store["ships_from"] == "own_stock" else None
    return sku_id, (await available(tx, [sku_id], own_stock_of=own)).get(sku_id, 0)
