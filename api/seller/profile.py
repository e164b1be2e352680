"""My own profile as a seller."""

from litestar import get, patch
from litestar.params import JSONBody

from api.dependencies import BrandScope, own_seller
from api.guards import allow
from services.people.edit_seller import EditProfile, SellerNames, edit_seller
from services.queries.people import SellerDetail, show_seller


@get("/profile", guards=[allow("staff", "reseller")])
async def show_profile(brand_scope: BrandScope) -> SellerDetail:
    """Who I am as a seller."""
    return await show_seller(brand_scope, own_seller(brand_scope))


@patch("/profile", guards=[allow("staff", "reseller")])
async def edit_profile(brand_scope: BrandScope, data: JSONBody[EditProfile]) -> SellerNames:
    """Change the name that shoppers see."""
    return await edit_seller(brand_scope, own_seller(brand_scope), data)


ROUTES = [show_profile, edit_profile]
