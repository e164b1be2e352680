"""How often somebody may try: log-ins, codes, and whatever a visitor may write.

Addresses are counted within a brand. Behind a proxy the server must be told whose forwarded address to believe
(uvicorn's `--forwarded-allow-ips`), or all the world shares the proxy's.
"""

from litestar.handlers import BaseRouteHandler
from msgspec import Struct

from api.identity import identity_of
from api.requests import AnyConnection, method_of
from infra.rate_limits import RateLimit, take

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Limits(Struct, frozen=True):
    """The limits in force; `create_app` takes others.

    A log-in is counted three times: by login and address (somebody who tries), by login (many who try one account; ten
    times as many, for otherwise anybody could lock its owner out), by address (one who tries many accounts).
    """

    login_at_address: RateLimit = RateLimit("login-here", 10, 15 * 60, guards_secret=True)
    login: RateLimit = RateLimit("login", 100, 60 * 60, guards_secret=True)
    address: RateLimit = RateLimit("login-address", 100, 15 * 60, guards_secret=True)
    second_factor: RateLimit = RateLimit("second-factor", 10, 15 * 60, guards_secret=True)
    password: RateLimit = RateLimit("password", 10, 15 * 60, guards_secret=True)
    public_write: RateLimit = RateLimit("public-write", 240, 60)


def address_of(connection: AnyConnection) -> str:
    """The client's network address."""
    return connection.client.host if connection.client else ""


def limits_of(connection: AnyConnection) -> Limits:
    limits: Limits = connection.app.state.limits
    return limits


async def limit_public_writes(connection: AnyConnection, _handler: BaseRouteHandler) -> None:
    """Guard of the whole public audience: what one address may write to one brand, all routes together."""
    if method_of(connection) in _SAFE:
        return
    identity = await identity_of(connection)
    brand = identity.brand.brand_id if identity.brand else None
    await take(limits_of(connection).public_write, brand, address_of(connection))


async def limit_log_in(connection: AnyConnection, login: str) -> None:
    """Count a log-in before the password is looked at. Raises TooManyRequests."""
    limits = limits_of(connection)
    identity = await identity_of(connection)
    brand = identity.brand.brand_id if identity.brand else None
    address = address_of(connection)
    await take(limits.login_at_address, brand, login, address)
    await take(limits.login, brand, login)
    await take(limits.address, brand, address)
