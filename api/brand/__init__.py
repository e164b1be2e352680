"""For the people who run a brand: `/api/brand/…`. The brand comes from the session or the token."""

from litestar.handlers import HTTPRouteHandler

from api.brand import people, sellers

ROUTES: list[HTTPRouteHandler] = [
    *people.ROUTES,
    *sellers.ROUTES,
]
