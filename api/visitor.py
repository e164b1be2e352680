"""Which visitor a request comes from, and telling the browser to remember it."""

from typing import TypeVar
from uuid import UUID

from litestar import Response
from litestar.datastructures import Cookie

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
        response.set_cookie(
            Cookie(
                key=visitor_cookie(brand),
                value=visitor_id.hex,
                path="/",
                max_age=_KEPT_SECONDS,
                httponly=True,
                samesite="lax",
                secure=settings.production,
            )
        )
    return response
