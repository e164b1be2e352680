"""Buyers, what is held of each of them, and its erasure (docs/privacy.md)."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.privacy.erase_customer import CustomerErased, erase_customer
from services.privacy.export_customer import CustomerData, export_customer
from services.queries.customers import CUSTOMERS, CustomerRow, list_customers
from services.queries.pages import Page


@get("/customers", guards=[allow("admin", "operator")], opt=table(CUSTOMERS))
async def customers(brand_scope: BrandScope, page_request: ThePage) -> Page[CustomerRow]:
    """Everybody who bought, or has an account to buy with."""
    return await list_customers(brand_scope, page_request)


@get("/customers/{customer_id:uuid}/data", guards=[allow("admin")])
async def customer_data(brand_scope: BrandScope, customer_id: FromPath[UUID]) -> CustomerData:
    """Everything held of a person, to be handed to them; the audit log says that it was read."""
    return await export_customer(brand_scope, customer_id)


@post("/customers/{customer_id:uuid}/erasure", guards=[allow("admin")], status_code=200)
async def erase(brand_scope: BrandScope, customer_id: FromPath[UUID]) -> CustomerErased:
    """Erase a person's data for good. Orders and the books stay, without a name; done again it changes nothing."""
    return await erase_customer(brand_scope, customer_id)


ROUTES = [customers, customer_data, erase]
