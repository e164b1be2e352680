"""Statements, for finance: the brand's own, each seller's, all of a month, and the keys they are signed with."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from api.dependencies import BrandScope
from api.guards import allow
from api.requests import AnyRequest
from api.statement_files import as_download, read_form
from services.bookkeeping.bundle_statements import bundle_statements
from services.bookkeeping.close_months import MonthsClosed, close_months
from services.bookkeeping.issue_statement import issue_statement
from services.bookkeeping.signing_keys import PublicKey, list_keys, rotate_key
from services.bookkeeping.verify_statement import StatementVerified, verify_statement
from services.queries.statements import StatementMonth, list_statements

# A month of the largest seller as JSON is a few megabytes.
MOST_BYTES = 32 * 1024 * 1024
FINANCE = [allow("admin", "finance")]


@get("/statements", guards=FINANCE)
async def statements(brand_scope: BrandScope) -> list[StatementMonth]:
    """The closed months."""
    return await list_statements(brand_scope)


@post("/statements/closings", guards=FINANCE, status_code=200)
async def close(brand_scope: BrandScope) -> MonthsClosed:
    """Close the months that ended. It happens by itself each night; called again it closes nothing."""
    return await close_months(brand_scope)


@get("/statements/{month:str}/{form:str}", guards=FINANCE)
async def statement(brand_scope: BrandScope, month: FromPath[str], form: FromPath[str]) -> Response[bytes]:
    """The brand's statement of a month (`2026-03`) as json, csv, html or pdf."""
    return as_download(await issue_statement(brand_scope, month, read_form(form)))


@get("/statements/{month:str}/{form:str}/archive", guards=FINANCE)
async def archive(brand_scope: BrandScope, month: FromPath[str], form: FromPath[str]) -> Stream:
    """The brand's statement and every seller's, as one ZIP archive."""
    pieces = await bundle_statements(brand_scope, month, read_form(form))
    named = f'attachment; filename="statements-{month}-{form}.zip"'
    return Stream(pieces, media_type="application/zip", headers={"Content-Disposition": named})


@get("/sellers/{seller_id:uuid}/statements", guards=FINANCE)
async def seller_statements(brand_scope: BrandScope, seller_id: FromPath[UUID]) -> list[StatementMonth]:
    """The months a seller has a statement of."""
    return await list_statements(brand_scope, seller_id)


@get("/sellers/{seller_id:uuid}/statements/{month:str}/{form:str}", guards=FINANCE)
async def seller_statement(
    brand_scope: BrandScope, seller_id: FromPath[UUID], month: FromPath[str], form: FromPath[str]
) -> Response[bytes]:
    """A seller's statement, byte for byte what the seller gets."""
    return as_download(await issue_statement(brand_scope, month, read_form(form), seller_id))


@get("/statement-keys", guards=FINANCE)
async def keys(brand_scope: BrandScope) -> list[PublicKey]:
    """The keys that statements were and are signed with."""
    return await list_keys(brand_scope)


@post("/statement-keys", guards=[allow("admin")])
async def rotate(brand_scope: BrandScope) -> PublicKey:
    """Sign with a new key from the next closing on. What was signed stays signed."""
    return await rotate_key(brand_scope)


@post("/statements/verification", guards=FINANCE, status_code=200, request_max_body_size=MOST_BYTES)
async def verify(request: AnyRequest, brand_scope: BrandScope) -> StatementVerified:
    """Is a file one of the brand's statements, unaltered? The body is the file itself, in any of the forms."""
    return await verify_statement(brand_scope, await request.body())


ROUTES = [verify, statements, close, statement, archive, seller_statements, seller_statement, keys, rotate]
