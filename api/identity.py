"""Who a request comes from and which brand it speaks of: worked out once per request, before any guard.

Sessions come in a cookie, personal tokens as `Authorization: Bearer`; both name their brand, so that the look-up
happens inside it. In the public audience the address names the brand, and another brand's session counts for nothing.
"""

import time
from uuid import UUID

from msgspec import Struct

from api.language import language_of
from api.requests import AnyConnection
from infra.clock import Clock
from infra.errors import NotFound, NotLoggedIn
from infra.scope import SYSTEM, Actor, Scope
from infra.settings import Settings
from services.people.bearer_secret import TOKEN_PREFIX, BearerSecret, read_bearer_secret
from services.people.caller import Caller
from services.people.find_brand import BrandFacts, find_brand
from services.people.recognise_session import recognise_session
from services.people.recognise_token import recognise_token

VISITOR = Actor(kind="visitor")
_BRAND_KEPT_SECONDS = 5


class Identity(Struct, frozen=True):
    """The brand and, where somebody is logged in, the caller. `by_cookie` asks for CSRF protection."""

    brand: BrandFacts | None
    caller: Caller | None = None
    by_cookie: bool = False


class BrandDirectory:
    """Brands by slug and id, remembered for a few seconds: every request asks, and brands hardly ever change."""

    def __init__(self) -> None:
        self._known: dict[str | UUID, tuple[float, BrandFacts]] = {}

    async def find(self, reference: str | UUID) -> BrandFacts:
        """Raises NotFound. What is not found is not remembered: a new brand is there at once."""
        until, facts = self._known.get(reference, (0.0, None))
        if facts is not None and until > time.monotonic():
            return facts
        facts = await find_brand(reference)
        self._known[reference] = (time.monotonic() + _BRAND_KEPT_SECONDS, facts)
        return facts


def session_cookie(settings: Settings) -> str:
    """The cookie's name. `__Host-` makes browsers refuse one that a neighbouring host or plain HTTP would set."""
    return "__Host-storelet_session" if settings.production else "storelet_session"


async def identity_of(connection: AnyConnection) -> Identity:
    """The request's identity, looked up on first need. Raises NotFound for an unknown brand, NotLoggedIn for a token
    that is not valid (a session that is over is merely no session)."""
    kept: Identity | None = connection.scope["state"].get("identity")
    if kept is None:
        kept = await _identify(connection)
        connection.scope["state"]["identity"] = kept
    return kept


async def _identify(connection: AnyConnection) -> Identity:
    audience = connection.route_handler.opt["audience"]
    brands: BrandDirectory = connection.app.state.brands
    slug = connection.path_params.get("brand")
    brand = await brands.find(slug) if slug is not None else None
    if audience == "hooks":
        return Identity(brand)
    token = _bearer_token(connection)
    secret = token or _session_secret(connection)
    if secret is None or (brand is not None and secret.brand_id != brand.brand_id):
        if token:
            raise NotLoggedIn
        return Identity(brand)
    try:
        brand = brand or await brands.find(secret.brand_id)
    except NotFound:
        return Identity(None)
    scope = scope_for(connection, brand, VISITOR)
    if token:
        caller = await recognise_token(scope, token)
        if caller is None:
            raise NotLoggedIn
        return Identity(brand, caller)
    caller = await recognise_session(scope, secret)
    return Identity(brand, caller, by_cookie=caller is not None)


def _bearer_token(connection: AnyConnection) -> BearerSecret | None:
    header = connection.headers.get("authorization")
    if header is None:
        return None
    kind, _, text = header.partition(" ")
    secret = read_bearer_secret(text.strip().removeprefix(TOKEN_PREFIX)) if kind.lower() == "bearer" else None
    if secret is None:
        raise NotLoggedIn
    return secret


def _session_secret(connection: AnyConnection) -> BearerSecret | None:
    text = connection.cookies.get(session_cookie(connection.app.state.settings))
    return read_bearer_secret(text) if text else None


def scope_for(connection: AnyConnection, brand: BrandFacts, actor: Actor) -> Scope:
    """What services are called with."""
    clock: Clock = connection.app.state.clock
    return Scope(
        brand_id=brand.brand_id,
        actor=actor,
        clock=clock,
        request_id=connection.scope["state"].get("request_id", ""),
        locale=language_of(connection, brand.locale),
    )


def actor_of(identity: Identity, audience: str) -> Actor:
    """A webhook acts as the system: whoever sent it is known by its signature, which its route checks."""
    if audience == "hooks":
        return SYSTEM
    return identity.caller.actor if identity.caller else VISITOR
