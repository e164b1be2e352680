"""For other systems that call us: `/hooks/{brand}/…`. Every route checks its source's signature."""

from litestar.handlers import HTTPRouteHandler

from api.hooks import payments

ROUTES: list[HTTPRouteHandler] = [*payments.ROUTES]
