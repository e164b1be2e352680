"""Which visitor a request comes from, and telling the browser to remember it."""

from typing import TypeVar
from uuid import UUID

from litestar import Response

from api.requests import AnyRequest
from infra.settings import Settings
from services.sharing.visitor_cookie import VISITOR_PARAMETER, visitor_cookie, visitor_of

Body = TypeVar("Body")

# As long as browsers keep a cookie at most.
_KEPT_SECONDS = 400 * 24 * 3600


def visitor_of_request(request: AnyRequest, brand: str) -> UUID | None:
    """The visitor by the brand's cookie; in a browser that has none, by the address a link led it to. The cookie comes
    first: an address may have been passed on to somebody else."""
    return visitor_of(request.cookies.get(visitor_cookie(brand))) or visitor_of(
        request.query_params.get(VISITOR_PARAMETER)
    )


def with_visitor(
    request: AnyRequest, response: Response[Body], brand: str, visitor_id: UUID | None
) -> Response[Body]:
    """The answer, with the visitor's cookie set."""
    settings: Settings = request.app.state.settings
    if visitor_id is not None:
        response.headers["Set-Cookie"] = visitor_set_cookie(brand, visitor_id, secure=settings.production)
    return response


def visitor_set_cookie(brand: str, visitor_id: UUID, *, secure: bool) -> str:
    """The value of Set-Cookie that makes a browser remember which visitor it is to the brand."""
    return (
        f"{visitor_cookie(brand)}={visitor_id.hex}; HttpOnly; Max-Age={_KEPT_SECONDS}; Path=/; SameSite=lax"
        f"{'; Secure' if secure else ''}"
    )
