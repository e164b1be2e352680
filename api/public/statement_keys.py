"""The public keys of a brand's statements: with one of them anybody proves a statement, without this site."""

from litestar import get

from api.dependencies import BrandScope
from api.guards import anyone
from services.bookkeeping.signing_keys import PublicKey, list_keys


@get("/statement-keys", guards=[anyone()])
async def statement_keys(brand_scope: BrandScope) -> list[PublicKey]:
    """Every key the brand ever signed statements with, the latest first; retired ones still prove what they signed."""
    return await list_keys(brand_scope)


ROUTES = [statement_keys]
