"""What anybody may know of a brand."""

from litestar import get

from api.dependencies import TheBrand
from api.guards import anyone
from services.people.find_brand import BrandFacts


@get("/", guards=[anyone()])
async def show_brand(brand_facts: TheBrand) -> BrandFacts:
    """Name, currency, language and time zone."""
    return brand_facts


ROUTES = [show_brand]
