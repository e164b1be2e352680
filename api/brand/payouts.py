"""Payout batches, for finance: one person makes and sends, another approves."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheKey
from api.guards import allow
from api.tables import ThePage, table
from services.payouts.approve_batch import approve_batch
from services.payouts.ask_payouts import ask_payouts
from services.payouts.batch_rows import BatchMoved
from services.payouts.build_batch import BatchBuilt, BuildBatch, build_batch
from services.payouts.cancel_batch import cancel_batch
from services.payouts.export_batch import export_batch
from services.payouts.send_batch import send_batch
from services.payouts.set_payout_terms import set_payout_terms
from services.payouts.settle_item import ItemSettled
from services.payouts.settle_payout import SettlePayout, settle_payout
from services.payouts.terms import PayoutTerms
from services.payouts.verify_payee import VerifyPayee, verify_payee
from services.queries.pages import Page
from services.queries.payouts import (
    BATCHES,
    ITEMS,
    REQUESTS,
    BatchRow,
    ItemRow,
    PayoutRequestRow,
    list_batches,
    list_items,
    list_payout_requests,
    show_batch,
    show_payout_terms,
)

FINANCE = [allow("admin", "finance")]


@get("/payout-batches", guards=FINANCE, opt=table(BATCHES))
async def batches(brand_scope: BrandScope, page_request: ThePage) -> Page[BatchRow]:
    """All batches."""
    return await list_batches(brand_scope, page_request)


@get("/payout-batches/{batch_id:uuid}", guards=FINANCE)
async def batch(brand_scope: BrandScope, batch_id: FromPath[UUID]) -> BatchRow:
    """One batch."""
    return await show_batch(brand_scope, batch_id)


@get("/payout-batches/{batch_id:uuid}/items", guards=FINANCE, opt=table(ITEMS))
async def items(brand_scope: BrandScope, batch_id: FromPath[UUID], page_request: ThePage) -> Page[ItemRow]:
    """Who is paid what, with pre-flight findings and withholding."""
    return await list_items(brand_scope, batch_id, page_request)


@post("/payout-batches", guards=FINANCE)
async def build(brand_scope: BrandScope, idempotency_key: TheKey, data: JSONBody[BuildBatch]) -> BatchBuilt:
    """Draft a batch of what is available now."""
    return await build_batch(brand_scope, data, idempotency_key)


@post("/payout-batches/{batch_id:uuid}/approval", guards=FINANCE, status_code=200)
async def approve(brand_scope: BrandScope, idempotency_key: TheKey, batch_id: FromPath[UUID]) -> BatchMoved:
    """Let it go, as another person than its maker."""
    return await approve_batch(brand_scope, batch_id, idempotency_key)


@post("/payout-batches/{batch_id:uuid}/sending", guards=FINANCE, status_code=200)
async def send(brand_scope: BrandScope, idempotency_key: TheKey, batch_id: FromPath[UUID]) -> BatchMoved:
    """Start every item that can still be paid in full."""
    return await send_batch(brand_scope, batch_id, idempotency_key)


@post("/payout-batches/{batch_id:uuid}/cancellation", guards=FINANCE, status_code=200)
async def cancel(brand_scope: BrandScope, idempotency_key: TheKey, batch_id: FromPath[UUID]) -> BatchMoved:
    """Drop it before it is sent."""
    return await cancel_batch(brand_scope, batch_id, idempotency_key)


@post("/payout-batches/{batch_id:uuid}/file", guards=FINANCE, status_code=200)
async def export(brand_scope: BrandScope, batch_id: FromPath[UUID]) -> Response[bytes]:
    """The file for the bank. It holds account numbers, so who took it is kept in the audit log."""
    file = await export_batch(brand_scope, batch_id)
    named = f'attachment; filename="{file.name}"'
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(file.body, media_type=file.media_type, headers=headers)


@post("/payout-items/{item_id:uuid}/settlement", guards=FINANCE, status_code=200)
async def settle(
    brand_scope: BrandScope, idempotency_key: TheKey, item_id: FromPath[UUID], data: JSONBody[SettlePayout]
) -> ItemSettled:
    """Enter what the bank did with an item of a file, or that a payout came back."""
    return await settle_payout(brand_scope, item_id, data, idempotency_key)


@post("/payout-items/asking", guards=FINANCE, status_code=200)
async def ask(brand_scope: BrandScope) -> dict[str, int]:
    """Ask rails now about items whose fate is open; how many were settled."""
    return {"settled": await ask_payouts(brand_scope)}


@post("/sellers/{seller_id:uuid}/payee-verification", guards=FINANCE, status_code=204)
async def verify(brand_scope: BrandScope, seller_id: FromPath[UUID], data: JSONBody[VerifyPayee]) -> None:
    """The payee's identity was checked: the account must be in this name."""
    await verify_payee(brand_scope, seller_id, data)


@get("/payout-terms", guards=FINANCE)
async def terms(brand_scope: BrandScope) -> PayoutTerms:
    """The instalment ceiling of debts, and what bank files need."""
    return await show_payout_terms(brand_scope)


@put("/payout-terms", guards=FINANCE)
async def set_terms(brand_scope: BrandScope, data: JSONBody[PayoutTerms]) -> PayoutTerms:
    """Set them, whole."""
    return await set_payout_terms(brand_scope, data)


@get("/payout-requests", guards=FINANCE, opt=table(REQUESTS))
async def requests(brand_scope: BrandScope, page_request: ThePage) -> Page[PayoutRequestRow]:
    """Sellers who asked to be paid and whom no batch has taken up yet."""
    return await list_payout_requests(brand_scope, page_request)


ROUTES = [
    requests,
    batches,
    batch,
    items,
    build,
    approve,
    send,
    cancel,
    export,
    settle,
    ask,
    verify,
    terms,
    set_terms,
]
