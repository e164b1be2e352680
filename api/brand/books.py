"""The books, for finance."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.bookkeeping.prove_books import BooksProof, prove_books
from services.queries.books import (
    ENTRIES,
    POSTINGS,
    AccountPostingRow,
    EntryDetail,
    EntryRow,
    PostingRow,
    list_accounts_of_books,
    list_entries,
    list_postings,
    show_entry,
)
from services.queries.pages import Page


@get("/books/trial-balance", guards=[allow("admin", "finance")])
async def trial_balance(brand_scope: BrandScope) -> list[PostingRow]:
    """Every account with its sum; debit positive, so each currency adds up to zero."""
    return await list_accounts_of_books(brand_scope)


@get("/books/entries", guards=[allow("admin", "finance")], opt=table(ENTRIES))
async def entries(brand_scope: BrandScope, page_request: ThePage) -> Page[EntryRow]:
    """The journal; `order=R-…` shows what an order did in the books."""
    return await list_entries(brand_scope, page_request)


@get("/books/postings", guards=[allow("admin", "finance")], opt=table(POSTINGS))
async def postings(brand_scope: BrandScope, page_request: ThePage) -> Page[AccountPostingRow]:
    """What moved on the accounts."""
    return await list_postings(brand_scope, page_request)


@get("/books/entries/{entry_id:uuid}", guards=[allow("admin", "finance")])
async def entry(brand_scope: BrandScope, entry_id: FromPath[UUID]) -> EntryDetail:
    """One entry with its postings."""
    return await show_entry(brand_scope, entry_id)


@post("/books/proof", guards=[allow("admin", "finance")], status_code=200)
async def proof(brand_scope: BrandScope) -> BooksProof:
    """Prove the books now, in one snapshot."""
    return await prove_books(brand_scope)


ROUTES = [trial_balance, entries, postings, entry, proof]
