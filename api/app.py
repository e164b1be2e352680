"""The HTTP service: `uvicorn --http api.link_protocol:LinkProtocol api.app:app`, or `create_app` for a test."""

import gc
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from api import brand, docs, health, hooks, pictures, problem_pages, public, published_schemas, seller, web
from api.dependencies import DEPENDENCIES
from api.envelope import Envelope
from api.guards import guard_of
from api.identity import BrandDirectory
from api.kept_pages import KeptPages
from api.limits import Limits, limit_public_writes, limits_by
from api.link_answers import LinkAnswers
from api.link_hosts import LinkHosts
from api.links import LinkGate
from api.problems import on_domain_error, on_fault, on_http_error
from api.public import display, front_door, sandbox
from api.public.pages import routes as pages
from api.requests import StrictRequest
from infra.clock import Clock
from infra.database import Patience, close_database, open_database
from infra.errors import DomainError
from infra.logging import configure_logging
from infra.redis import close_redis, open_redis
from infra.scope import MACHINE_CLOCK
from infra.settings import Settings, current_settings
from infra.telemetry import start_tracing
from services.sharing.run_opening import opening_links


@asynccontextmanager
async def _connections(app: Litestar) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    caps = settings.caps
    patience = Patience(caps.statement_seconds, caps.transaction_seconds)
    await open_database(settings.database_url, patience=patience, read_url=settings.database_read_url)
    open_redis(settings.redis_url)
    _collect_garbage_seldom()
    try:
        async with opening_links(app.state.link_hosts.forget):
            yield
    finally:
        await close_redis()
        await close_database()


def _collect_garbage_seldom() -> None:
    """What the modules made lives as long as the process, and what a request makes goes by itself, for little of it is
    in circles: looking through it all a thousand times a minute takes a tenth of a busy process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def create_app(
    settings: Settings,
    *,
    clock: Clock = MACHINE_CLOCK,
    limits: Limits | None = None,
    connect: bool = True,
    ticks: Callable[[], float] = time.monotonic,
) -> Litestar:
    """The service for these settings. With `connect` false the caller has opened PostgreSQL and Redis already. `ticks`
    tells the seconds by which kept pages grow old."""
    app = Litestar(
        route_handlers=[
            _audience("public", "/api/public/{brand:str}", public.ROUTES),
            _audience("seller", "/api/seller", seller.ROUTES),
            _audience("brand", "/api/brand", brand.ROUTES),
            _audience("hooks", "/hooks/{brand:str}", hooks.ROUTES),
            *sandbox.ROUTES,
            *display.ROUTES,
            *front_door.ROUTES,
            *pages.ROUTES,
            *web.ROUTES,
            *pictures.ROUTES,
            *problem_pages.ROUTES,
            *health.ROUTES,
            *published_schemas.ROUTES,
            *docs.ROUTES,
        ],
        dependencies=DEPENDENCIES,
        exception_handlers={
            DomainError: on_domain_error,
            HTTPException: on_http_error,
            Exception: on_fault,
        },
        lifespan=[_connections] if connect else [],
        request_class=StrictRequest,
        request_max_body_size=settings.caps.largest_body,
        state=State(
            {
                "settings": settings,
                "clock": clock,
                "brands": BrandDirectory(),
                "limits": limits or limits_by(settings.caps),
                "link_hosts": LinkHosts(),
            }
        ),
        logging_config=None,
        openapi_config=docs.openapi_config(),
    )
    for handler in audience_routes(app):
        guard_of(handler)
    gate = LinkGate(app.asgi_handler, settings, clock, app.state.link_hosts, app.state.limits.unknown_link)
    pages_kept = KeptPages(gate, settings.caps, ticks)
    envelope = Envelope(pages_kept, settings, strangers=gate.on_brands_host)
    app.asgi_handler = envelope
    app.state.kept_pages = pages_kept
    app.state.link_answers = LinkAnswers(gate, envelope)
    return app


def audience_routes(app: Litestar) -> list[HTTPRouteHandler]:
    """Every route of the four audiences and of the shopper's pages; those outside (health, documentation) have no brand
    and no caller."""
    handlers: dict[int, HTTPRouteHandler] = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            # Litestar answers OPTIONS by itself, with the methods of the path and nothing else.
            if "audience" in handler.opt and handler.http_methods != {"OPTIONS"}:
                handlers[id(handler)] = handler
    return list(handlers.values())


def _audience(name: str, path: str, routes: Sequence[HTTPRouteHandler]) -> Router:
    guards = [limit_public_writes] if name == "public" else []
    return Router(path, route_handlers=routes, opt={"audience": name}, tags=[name], guards=guards)


def __getattr__(name: str) -> Any:
    # Made when a server asks for `api.app:app`, not whenever this module is imported: settings are read by then.
    if name == "app":
        settings = current_settings()
        configure_logging(settings.log_level)
        start_tracing(settings, "api")
        return create_app(settings)
    raise AttributeError(name)
