"""For shoppers and for whoever is about to log in: `/api/public/{brand}/…`."""

from litestar.handlers import HTTPRouteHandler

from api.public import (
    account,
    brand,
    checkout,
    invitations,
    offline,
    session,
    shares,
    shopping,
    statement_keys,
    storefront,
)

ROUTES: list[HTTPRouteHandler] = [
    *account.ROUTES,
    *brand.ROUTES,
    *checkout.ROUTES,
    *invitations.ROUTES,
    *offline.ROUTES,
    *session.ROUTES,
    *shopping.ROUTES,
    *statement_keys.ROUTES,
    *shares.ROUTES,
    *storefront.ROUTES,
]
