"""Log in, log out, who am I."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody
from msgspec import Struct

from api.dependencies import BrandScope, TheBrand, TheCaller
from api.device import device_of
from api.guards import anyone, signed_in
from api.identity import session_cookie
from api.limits import limit_log_in
from api.requests import AnyRequest
from api.visitor import visitor_of_request
from infra.settings import Settings
from services.people.bearer_secret import read_bearer_secret
from services.people.find_brand import BrandFacts
from services.people.log_in import LogIn, log_in
from services.people.log_out import log_out
from services.people.remember_device import remember_device
from services.people.start_session import SessionStarted
from services.sharing.identify_visitor import identify_visitor


class SessionMade(Struct, frozen=True):
    """The session itself is in the cookie. `csrf_token` belongs in the header X-CSRF-Token of every request that
    changes something."""

    account_id: UUID
    csrf_token: str
    expires_at: datetime
    second_factor: Literal["not_needed", "confirm", "enrol"]


class WhoAmI(Struct, frozen=True):
    """The account that is logged in and the brand it belongs to."""

    account_id: UUID
    display_name: str
    roles: list[str]
    seller_id: UUID | None
    has_second_factor: bool
    second_factor_missing: bool
    csrf_token: str
    brand: BrandFacts


@post("/session", guards=[anyone(csrf_token=False)])
async def create_session(
    request: AnyRequest, brand_scope: BrandScope, brand_facts: TheBrand, data: JSONBody[LogIn]
) -> Response[SessionMade]:
    """Log in with a phone number or an e-mail address and a password. The answer sets the session cookie."""
    settings: Settings = request.app.state.settings
    await limit_log_in(request, data.login)
    logged_in = await log_in(
        brand_scope,
        data,
        region=brand_facts.jurisdiction,
        agent=agent_of(request),
        replaces=read_bearer_secret(request.cookies.get(session_cookie(settings), "")),
    )
    await remember_device(brand_scope, logged_in.account_id, device_of(request))
    visitor_id = visitor_of_request(request, brand_facts.slug)
    if visitor_id is not None:
        await identify_visitor(brand_scope, logged_in.account_id, visitor_id)
    return with_session(request, logged_in.account_id, logged_in.session, logged_in.second_factor)


@get("/session", guards=[signed_in(before_second_factor=True)])
async def show_session(caller: TheCaller, brand_facts: TheBrand) -> WhoAmI:
    """Who is logged in, and the CSRF token of the session."""
    return WhoAmI(
        account_id=caller.account_id,
        display_name=caller.display_name,
        roles=sorted(caller.roles),
        seller_id=caller.seller_id,
        has_second_factor=caller.has_second_factor,
        second_factor_missing=caller.second_factor_missing,
        csrf_token=caller.csrf_token,
        brand=brand_facts,
    )


@delete(
    "/session",
    guards=[signed_in(before_second_factor=True)],
    responses={204: ResponseSpec(None, description="Logged out")},
)
async def end_session(request: AnyRequest, brand_scope: BrandScope, caller: TheCaller) -> Response[None]:
    """Log out."""
    if caller.session_id is not None:
        await log_out(brand_scope, caller.session_id)
    response: Response[None] = Response(None, status_code=204)
    response.delete_cookie(session_cookie(request.app.state.settings))
    return response


def agent_of(request: AnyRequest) -> str:
    """What the browser calls itself; shown in the list of one's sessions."""
    return request.headers.get("user-agent", "")


def with_session(
    request: AnyRequest,
    account_id: UUID,
    session: SessionStarted,
    second_factor: Literal["not_needed", "confirm", "enrol"],
) -> Response[SessionMade]:
    """The answer that puts a new session into the browser."""
    made = SessionMade(account_id, session.csrf_token, session.expires_at, second_factor)
    cookies = [session_set(request, session)]
    return Response(made, status_code=201, cookies=cookies, headers={"Cache-Control": "no-store"})


def session_set(request: AnyRequest, session: SessionStarted) -> Cookie:
    """The cookie of a new session."""
    settings: Settings = request.app.state.settings
    return Cookie(
        key=session_cookie(settings),
        value=session.secret,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.production,
        expires=None,
    )


ROUTES = [create_session, show_session, end_session]
