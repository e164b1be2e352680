"""Who may call a route. Every route declares exactly one of these guards; a start-up check refuses one that does not.

@get("/orders", guards=[allow("admin", "operator")])
@post("/session", guards=[anyone()])
"""

import hmac
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from litestar.handlers import BaseRouteHandler

from api.identity import Identity, identity_of
from api.requests import AnyConnection, method_of
from infra.errors import CsrfRefused, NotAllowed, NotLoggedIn, SecondFactorNeeded
from services.people.caller import Caller
from services.people.errors import NoSeller

Who = Literal["anyone", "account", "roles", "signed"]
ROLES = frozenset({"admin", "finance", "operator", "staff", "reseller"})
AUDIENCES = frozenset({"public", "seller", "brand", "hooks", "pages"})
CSRF_HEADER = "x-csrf-token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Guard:
    """A declaration that can be asked: the access matrix (tests/api/test_access_matrix.py) reads it."""

    who: Who
    roles: frozenset[str] = frozenset()
    before_second_factor: bool = False
    csrf_token: bool = True

    async def __call__(self, connection: AnyConnection, handler: BaseRouteHandler) -> None:
        audience = handler.opt["audience"]
        identity = await identity_of(connection)
        if audience != "hooks":
            _refuse_cross_site(connection, identity, ask_token=self.csrf_token)
        if self.who in ("anyone", "signed"):
            return
        caller = identity.caller
        if caller is None:
            raise NotLoggedIn
        _check_token_scopes(caller, audience, method_of(connection))
        if not self.before_second_factor and _second_factor_missing(caller, audience):
            raise SecondFactorNeeded
        if self.who == "roles" and caller.roles.isdisjoint(self.roles):
            raise NotAllowed
        if audience == "seller" and caller.seller_id is None:
            raise NoSeller


def allow(*roles: str) -> Guard:
    """Accounts that hold one of these roles."""
    if not roles or not ROLES.issuperset(roles):
        raise ValueError(f"unknown roles: {sorted(set(roles) - ROLES)}")
    return Guard("roles", frozenset(roles))


def anyone(*, csrf_token: bool = True) -> Guard:
    """Visitors included. `csrf_token` false is for log-in alone: it replaces whatever session the browser still shows,
    and does nothing in its name."""
    return Guard("anyone", csrf_token=csrf_token)


def signed_in(*, before_second_factor: bool = False) -> Guard:
    """Any account of the brand, whatever its roles. `before_second_factor`: also in a session that has yet to show its
    second factor, for the very routes that set it up and confirm it."""
    return Guard("account", before_second_factor=before_second_factor)


def signed_by_source() -> Guard:
    """A webhook: the route itself checks the signature of its source before it does anything."""
    return Guard("signed")


def guard_of(handler: BaseRouteHandler) -> Guard:
    """The one guard of a route. Raises TypeError where there is none, or more than one."""
    declared = [guard for guard in handler.resolve_guards() if isinstance(guard, Guard)]
    if len(declared) != 1 or handler.opt.get("audience") not in AUDIENCES:
        raise TypeError(f"{handler}: a route declares its audience and exactly one guard of api/guards.py")
    return declared[0]


def _second_factor_missing(caller: Caller, audience: str) -> bool:
    if caller.second_factor_done:
        return False
    # Whoever has a second factor shows it everywhere; whoever must still set one up works as a seller meanwhile.
    return caller.has_second_factor or (audience != "seller" and caller.second_factor_missing)


def _check_token_scopes(caller: Caller, audience: str, method: str) -> None:
    if caller.token_scopes is None:
        return
    needed = f"{audience}:{'read' if method in _SAFE else 'write'}"
    # Tokens have no scope in the public audience: sessions, passwords and tokens are managed by a person alone.
    if needed not in caller.token_scopes:
        raise NotAllowed


def _refuse_cross_site(connection: AnyConnection, identity: Identity, *, ask_token: bool) -> None:
    """Two walls against forged requests, on unsafe methods: a foreign page neither has our origin nor the token.

    A request without a cookie is stopped as well when it comes from a foreign page: otherwise that page could log its
    reader in to somebody else's account.
    """
    if method_of(connection) in _SAFE or (identity.caller and not identity.by_cookie):
        return
    origin = connection.headers.get("origin")
    if origin is not None and origin not in _own_origins(connection):
        raise CsrfRefused
    if ask_token and identity.caller is not None:
        shown = connection.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(shown.encode(), identity.caller.csrf_token.encode()):
            raise CsrfRefused


def _own_origins(connection: AnyConnection) -> set[str]:
    public = urlsplit(connection.app.state.settings.public_url)
    # The Host header is one of ours: others were refused before (api/envelope.py).
    host = connection.headers.get("host", "")
    return {f"{public.scheme}://{public.netloc}", f"{connection.scope['scheme']}://{host}"}
