"""The page a one-time link leads to."""

from litestar import post
from litestar.params import JSONBody

from api.dependencies import BrandScope
from api.guards import anyone
from services.people.accept_invitation import AcceptInvitation, InvitationAccepted, accept_invitation


@post("/invitations/acceptance", guards=[anyone(csrf_token=False)])
async def accept(brand_scope: BrandScope, data: JSONBody[AcceptInvitation]) -> InvitationAccepted:
    """Set a password by a one-time link. Log in afterwards."""
    return await accept_invitation(brand_scope, data)


ROUTES = [accept]
