"""For sellers, staff and resellers: `/api/seller/…`. The brand and the seller come from the session or the token."""

from litestar.handlers import HTTPRouteHandler

from api.seller import links, payouts, profile, stock, store

ROUTES: list[HTTPRouteHandler] = [
    *links.ROUTES,
    *payouts.ROUTES,
    *profile.ROUTES,
    *store.ROUTES,
    *stock.ROUTES,
]
