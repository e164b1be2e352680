"""For shoppers and for whoever is about to log in: `/api/public/{brand}/…`."""

from litestar.handlers import HTTPRouteHandler

from api.public import session

ROUTES: list[HTTPRouteHandler] = [
    *session.ROUTES,
]
