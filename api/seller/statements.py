"""What the brand told me of my money, month by month, signed."""

from litestar import Response, get
from litestar.params import FromPath

from api.dependencies import BrandScope, own_seller
from api.guards import allow
from api.statement_files import as_download, read_form
from services.bookkeeping.issue_statement import issue_statement
from services.queries.statements import StatementMonth, list_statements

SELLERS = [allow("staff", "reseller")]


@get("/statements", guards=SELLERS)
async def statements(brand_scope: BrandScope) -> list[StatementMonth]:
    """The closed months in which something happened to my money, or something of it was left."""
    return await list_statements(brand_scope, own_seller(brand_scope))


@get("/statements/{month:str}/{form:str}", guards=SELLERS)
async def statement(brand_scope: BrandScope, month: FromPath[str], form: FromPath[str]) -> Response[bytes]:
    """My statement of a month (`2026-03`) as json, csv, html or pdf: the same bytes whenever it is asked for."""
    seller = own_seller(brand_scope)
    return as_download(await issue_statement(brand_scope, month, read_form(form), seller))


ROUTES = [statements, statement]
