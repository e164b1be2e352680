"""For the people who run a brand: `/api/brand/…`. The brand comes from the session or the token."""

from litestar.handlers import HTTPRouteHandler

ROUTES: list[HTTPRouteHandler] = []
