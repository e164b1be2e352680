"""For sellers, staff and resellers: `/api/seller/…`. The brand and the seller come from the session or the token."""

from litestar.handlers import HTTPRouteHandler

from api import pictures
from api.seller import (
    appeals,
    cards,
    compliance,
    earnings,
    links,
    numbers,
    orders,
    payouts,
    places,
    posters,
    profile,
    shoppers,
    statements,
    stock,
    store,
)

ROUTES: list[HTTPRouteHandler] = [
    *appeals.ROUTES,
    *compliance.ROUTES,
    *cards.ROUTES,
    *earnings.ROUTES,
    *links.ROUTES,
    *numbers.ROUTES,
    *orders.ROUTES,
    *payouts.ROUTES,
    *places.ROUTES,
    *posters.ROUTES,
    *profile.ROUTES,
    *shoppers.ROUTES,
    pictures.upload_route("staff", "reseller"),
    *statements.ROUTES,
    *stock.ROUTES,
    *store.ROUTES,
]
