"""For sellers, staff and resellers: `/api/seller/…`. The brand and the seller come from the session or the token."""

from litestar.handlers import HTTPRouteHandler

from api.seller import (
    cards,
    earnings,
    links,
    orders,
    payouts,
    places,
    posters,
    profile,
    statements,
    stock,
    store,
)

ROUTES: list[HTTPRouteHandler] = [
    *cards.ROUTES,
    *earnings.ROUTES,
    *links.ROUTES,
    *orders.ROUTES,
    *payouts.ROUTES,
    *places.ROUTES,
    *posters.ROUTES,
    *profile.ROUTES,
    *statements.ROUTES,
    *stock.ROUTES,
    *store.ROUTES,
]
