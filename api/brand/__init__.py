"""For the people who run a brand: `/api/brand/…`. The brand comes from the session or the token."""

from litestar.handlers import HTTPRouteHandler

from api.brand import (
    books,
    catalogue,
    commission,
    compliance,
    exports,
    identity,
    jobs,
    orders,
    overview,
    payouts,
    people,
    policies,
    sellers,
    share_kits,
    sharing,
    statements,
    stock,
    stock_orders,
    stocking,
    trials,
)

ROUTES: list[HTTPRouteHandler] = [
    *books.ROUTES,
    *catalogue.ROUTES,
    *commission.ROUTES,
    *exports.ROUTES,
    *identity.ROUTES,
    *jobs.ROUTES,
    *compliance.ROUTES,
    *orders.ROUTES,
    *overview.ROUTES,
    *payouts.ROUTES,
    *people.ROUTES,
    *policies.ROUTES,
    *sellers.ROUTES,
    *share_kits.ROUTES,
    *sharing.ROUTES,
    *statements.ROUTES,
    *stock.ROUTES,
    *stock_orders.ROUTES,
    *trials.ROUTES,
    *stocking.ROUTES,
]
