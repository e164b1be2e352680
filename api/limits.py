"""How often somebody may try: log-ins, codes, and whatever a visitor may write.

Addresses are counted within a brand. Behind a proxy the server must be told whose forwarded address to believe
(uvicorn's `--forwarded-allow-ips`), or all the world shares the proxy's.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from litestar.handlers import BaseRouteHandler
from msgspec import Struct
from msgspec.structs import replace

from api.identity import identity_of
from api.requests import AnyConnection, method_of
from infra.caps import Caps
from infra.rate_limits import RateLimit, count, refuse_if_spent, take
from services.retail.errors import CouponRefused

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
    refused_coupon: RateLimit = RateLimit("refused-coupon", 20, 10 * 60)
    unknown_link: RateLimit = RateLimit("unknown-link", 300, 60)


def limits_by(caps: Caps) -> Limits:
    """The limits as the environment sets them."""
    usual = Limits()
    return Limits(
        login_at_address=_times(usual.login_at_address, caps.login_tries),
        login=_times(usual.login, caps.account_tries),
        address=_times(usual.address, caps.address_tries),
        second_factor=_times(usual.second_factor, caps.code_tries),
        password=_times(usual.password, caps.code_tries),
        public_write=_times(usual.public_write, caps.public_writes),
        refused_coupon=_times(usual.refused_coupon, caps.coupon_tries),
        unknown_link=_times(usual.unknown_link, caps.link_tries),
    )


def _times(limit: RateLimit, times: int) -> RateLimit:
    return replace(limit, times=times)


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


@asynccontextmanager
async def counting_coupons(connection: AnyConnection, code: str | None) -> AsyncIterator[Callable[[], None]]:
    """Around whatever tries a coupon: one that is refused is counted, by brand and address, and after some of them none
    is tried any more for a while. Codes are short, to be typed; nobody may try them all. What is yielded says that one
    was refused where no error does. Raises TooManyRequests."""
    if not code:
        yield lambda: None
        return
    identity = await identity_of(connection)
    subject = (identity.brand.brand_id if identity.brand else None, address_of(connection))
    limit = limits_of(connection).refused_coupon
    await refuse_if_spent(limit, *subject)
    refused: list[bool] = []
    try:
        yield lambda: refused.append(True)
    except CouponRefused:
        refused.append(True)
        raise
    finally:
        if refused:
            await count(limit, *subject)
