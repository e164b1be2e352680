"""RFC 9457 problem details: one table from domain errors to HTTP, in Chinese and English, with field paths.

A client switches on `code`, shows `title` and `detail`, and marks the fields of `errors`. Nothing internal leaks: an
error that is not in the tree of domain errors is logged and answered with its request id alone.
"""

import asyncpg
import msgspec
import structlog
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Response
from msgspec import Struct

from api.errors import (
    BodyTooLarge,
    DatabaseAway,
    InternalFault,
    MalformedBody,
    MethodNotAllowed,
    NoSuchAddress,
    RefusedRequest,
    TookTooLong,
    UnsupportedMedia,
    WrongHost,
)
from api.language import DEFAULT, language_of
from api.requests import AnyRequest
from infra.errors import (
    Conflict,
    CsrfRefused,
    DomainError,
    FieldFault,
    InvalidInput,
    LoginRefused,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    SecondFactorNeeded,
    ServiceUnavailable,
    TooManyRequests,
)
from infra.field_faults import fault_of, fault_of_parameter
from infra.postgres_away import means_away

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"

# The most specific class that is listed decides.
STATUS: dict[type[DomainError], int] = {
    MalformedBody: 400,
    RefusedRequest: 400,
    LoginRefused: 401,
    NotLoggedIn: 401,
    CsrfRefused: 403,
    NotAllowed: 403,
    SecondFactorNeeded: 403,
    NotFound: 404,
    MethodNotAllowed: 405,
    Conflict: 409,
    BodyTooLarge: 413,
    UnsupportedMedia: 415,
    WrongHost: 421,
    InvalidInput: 422,
    TooManyRequests: 429,
    InternalFault: 500,
    ServiceUnavailable: 503,
}

_EDGE: dict[int, type[DomainError]] = {
    401: NotLoggedIn,
    403: NotAllowed,
    404: NoSuchAddress,
    405: MethodNotAllowed,
    413: BodyTooLarge,
    415: UnsupportedMedia,
    422: InvalidInput,
    429: TooManyRequests,
    500: InternalFault,
}


class ProblemField(Struct, frozen=True):
    """A field at fault. `path` is a JSON path into the body (`lines[0].qty`) or the name of a parameter."""

    path: str
    message: str


class Problem(Struct, frozen=True):
    """RFC 9457 problem details. `type` is a page that explains `code`."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[ProblemField]
    request_id: str


def status_of(error: type[DomainError]) -> int:
    """The HTTP status of a domain error. Raises LookupError for one that no listed class covers."""
    for ancestor in error.__mro__:
        if ancestor in STATUS:
            return STATUS[ancestor]
    raise LookupError(f"{error.__name__} has no HTTP status; list it or a parent of it in api/problems.py")


def request_id_of(request: AnyRequest) -> str:
    return str(request.scope["state"].get("request_id", ""))


def refuse(request: AnyRequest, error: DomainError) -> Response[Problem]:
    """The answer to a request that a domain error ended."""
    identity = request.scope["state"].get("identity")
    brand = identity.brand if identity else None
    language = language_of(request, brand.locale if brand else DEFAULT)
    chinese = language == "zh"
    status = status_of(type(error))
    problem = Problem(
        type=f"/problems/{error.code}",
        title=error.title_zh if chinese else error.title,
        status=status,
        detail=error.sentence(language),
        instance=request.url.path,
        code=error.code,
        errors=[
            ProblemField(f.path, f.message_zh or f.message if chinese else f.message) for f in error.faults
        ],
        request_id=request_id_of(request),
    )
    headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyRequests | ServiceUnavailable):
        headers["Retry-After"] = str(error.params.get("retry_after", 5))
    return Response(problem, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def on_domain_error(request: AnyRequest, error: DomainError) -> Response[Problem]:
    return refuse(request, error)


def on_http_error(request: AnyRequest, error: HTTPException) -> Response[Problem]:
    """What Litestar itself refuses. Its own sentences are not repeated: they name Python types."""
    if isinstance(error, ValidationException):
        return refuse(request, InvalidInput(*_faults(error)))
    if error.status_code >= 500:
        return on_fault(request, error)
    made = _EDGE.get(error.status_code, RefusedRequest)
    params = {"retry_after": 60} if made is TooManyRequests else {}
    response = refuse(request, made(**params))
    if error.headers and "allow" in error.headers:
        response.headers["Allow"] = error.headers["allow"]
    return response


def on_fault(request: AnyRequest, error: Exception) -> Response[Problem]:
    """A fault of ours: everything into the log, the request id to the caller.

    Two faults are known by their kind. PostgreSQL away is said as such. And what it
    cannot store at all (a number beyond 64 bits, a NUL in a text) is the caller's input, though no rule of form saw it.
    """
    if _is(error, (asyncpg.QueryCanceledError, asyncpg.IdleInTransactionSessionTimeoutError)):
        log.warning("took_too_long", path=_template(request), exc_info=error)
        return refuse(request, TookTooLong())
    if means_away(error):
        # One line each: there may be thousands a second, and where in our code it was noticed explains nothing.
        log.warning("database_away", path=_template(request), reason=f"{type(error).__name__}: {error}"[:200])
        return refuse(request, DatabaseAway())
    if _is(error, (asyncpg.DataError,)):
        log.warning("input_not_storable", path=_template(request), exc_info=error)
        return refuse(request, InvalidInput())
    log.error("request_failed", path=_template(request), exc_info=error)
    return refuse(request, InternalFault(request_id=request_id_of(request)))


def _is(error: BaseException, kinds: tuple[type[BaseException], ...]) -> bool:
    """Whether the error, or what the ORM wrapped, is of these kinds."""
    return isinstance(error, kinds) or isinstance(error.__cause__, kinds)


def _template(request: AnyRequest) -> str:
    return str(request.scope.get("path_template", ""))


def _faults(error: ValidationException) -> list[FieldFault]:
    cause = error.__cause__
    found = error.extra if isinstance(error.extra, list) else []
    if any(isinstance(item, dict) and item.get("key") == "data" for item in found):
        # Without a body Litestar checks nothing else properly.
        return [FieldFault("", "is required", "必填")]
    if found:
        return [fault_of_parameter(item) for item in found if isinstance(item, dict)]
    return [fault_of(str(cause))] if isinstance(cause, msgspec.ValidationError) else []
