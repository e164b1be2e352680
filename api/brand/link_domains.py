"""Host names of the brand's own for its links, and links from a spreadsheet."""

from uuid import UUID

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from api.requests import AnyRequest
from services.sharing.bulk_create_links import LinksCreated
from services.sharing.link_domains import AddHost, LinkHost, add_host, list_hosts, remove_host, verify_host
from services.sharing.links_from_csv import LinksFromCsv, links_from_csv

READERS = allow("admin", "operator", "finance")
WRITERS = allow("admin", "operator")
ADMINS = allow("admin")


@get("/link-hosts", guards=[READERS])
async def hosts(brand_scope: BrandScope) -> list[LinkHost]:
    """Host names that open the brand's links, and those that wait for their proof."""
    return await list_hosts(brand_scope)


@post("/link-hosts", guards=[ADMINS])
async def add(brand_scope: BrandScope, data: JSONBody[AddHost]) -> LinkHost:
    """Claim a host name; the answer says which TXT record proves it."""
    return await add_host(brand_scope, data)


@post("/link-hosts/{host_id:uuid}/verification", guards=[ADMINS], status_code=200)
async def verify(request: AnyRequest, brand_scope: BrandScope, host_id: FromPath[UUID]) -> LinkHost:
    """Look at the record; from then on the host opens the brand's links, and no other's."""
    verified = await verify_host(brand_scope, host_id)
    request.app.state.link_hosts.forget(verified.host)
    return verified


@delete("/link-hosts/{host_id:uuid}", guards=[ADMINS])
async def drop(request: AnyRequest, brand_scope: BrandScope, host_id: FromPath[UUID]) -> None:
    """Give a host name up."""
    await remove_host(brand_scope, host_id)
    request.app.state.link_hosts.forget("")


@post("/links/csv", guards=[WRITERS])
async def from_csv(brand_scope: BrandScope, data: JSONBody[LinksFromCsv]) -> LinksCreated:
    """Make links from a spreadsheet, all or none; the list of links as a file is at `/exports/links`."""
    return await links_from_csv(brand_scope, data)


ROUTES = [hosts, add, verify, drop, from_csv]
