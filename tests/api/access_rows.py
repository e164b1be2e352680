"""One row for every route: a request that makes sense. A new route without a row fails test_access_matrix.py.

To add a route, add its row to its audience's table below: `"POST /things/{thing_id}": Row(body=lambda ids: {...})`.
Who may call it is read from the route's own guard, never repeated here. Ids, in the path by the parameter's name and
in the body through `ids`, come from `make_ids`; add what your routes speak of there. Each test is given three sets of
them: of the brand that calls, of another brand, and ids that nothing has.
"""

from uuid import UUID

from infra.ids import new_id
from infra.scope import Actor
from services.people.ask_to_sell import AskToSell, ask_to_sell
from services.queries.pages import PageRequest
from services.queries.selling_requests import list_selling_requests
from tests.api.compliance_ids import make_compliance_ids
from tests.api.compliance_rows import COMPLIANCE, OF_SELLERS
from tests.api.matrix_row import KEY, NAMES_NOTHING, Ids, Row
from tests.api.money_rows import BRAND_MONEY, SELLER_MONEY
from tests.api.payout_ids import make_payout_ids
from tests.api.retail_ids import make_retail_ids
from tests.api.review_ids import make_review_ids
from tests.api.review_rows import REVIEW_BRAND, REVIEW_SELLER
from tests.api.share_ids import make_share_ids
from tests.api.shop_ids import PLAN, make_shop_ids
from tests.api.shopper_rows import BRAND_ROWS, PUBLIC_ROWS, SELLER_ROWS, make_shopper_ids
from tests.api.stock_ids import SCHEDULE, make_stock_ids
from tests.factories import MadeBrand, make_account, make_seller


async def make_ids(brand: MadeBrand, marker: str) -> Ids:
    """Rows of the brand by the names that paths call them. `marker` is in every text that a list could show."""
    account = await make_account(brand, "operator", display_name=f"{marker} account")
    seller = await make_seller(brand, display_name=f"{marker} seller")
    shop = await make_shop_ids(brand, seller, marker)
    payouts = await make_payout_ids(brand.scope, seller.seller_id)
    stock = await make_stock_ids(brand, seller, f"{marker}-sku")
    shares = await make_share_ids(brand, seller, str(shop["store"]), marker)
    retail = await make_retail_ids(brand, str(shop["store"]), f"{marker}-sku", marker)
    review = await make_review_ids(brand, seller.seller_id, retail, marker)
    shopper = await make_shopper_ids(brand, str(shop["store"]), str(shop["product"]), marker)
    return {
        **shop,
        **shopper,
        **retail,
        **shares,
        **stock,
        **payouts,
        **review,
        **await make_compliance_ids(brand.scope, marker),
        "account_id": account.account_id,
        "seller_id": seller.seller_id,
        "session_id": new_id(),
        "token_id": new_id(),
        "job_id": new_id(),
        "hand_over_id": new_id(),
        "request_id": (await _ask_to_sell(brand, marker)),
        "table_name": "sellers",
        "role": "operator",
        "month": "2000-01",
        "form": "csv",
    }


async def _ask_to_sell(brand: MadeBrand, marker: str) -> UUID:
    """Somebody who would like to sell waits for an answer."""
    shopper = await make_account(brand, display_name=f"{marker} asks")
    await ask_to_sell(brand.scope.acting_as(Actor("account", shopper.account_id)), AskToSell(marker))
    page = await list_selling_requests(brand.scope, PageRequest())
    return page.rows[0].request_id


PUBLIC = {
    **PUBLIC_ROWS,
    "GET /": Row(foreign=NAMES_NOTHING),
    "POST /session": Row(
        body=lambda _: {"login": "13800138000", "password": "not the password"}, foreign=NAMES_NOTHING
    ),
    "GET /session": Row(foreign=NAMES_NOTHING),
    "DELETE /session": Row(foreign=NAMES_NOTHING),
    "POST /invitations/acceptance": Row(
        body=lambda _: {"token": "x.y", "password": "a password nobody has"}, foreign=NAMES_NOTHING
    ),
    "POST /account/second-factor": Row(foreign=NAMES_NOTHING),
    "POST /account/second-factor/confirmation": Row(body=lambda _: {"code": "000000"}, foreign=NAMES_NOTHING),
    "POST /account/password": Row(
        body=lambda _: {"current": "x", "new": "a password nobody has"}, foreign=NAMES_NOTHING
    ),
    "GET /account/data": Row(foreign=NAMES_NOTHING),
    "POST /account/erasure": Row(body=lambda _: {"password": "not the password"}, foreign=NAMES_NOTHING),
    "GET /account/access": Row(foreign=NAMES_NOTHING),
    "DELETE /account/sessions/{session_id}": Row(),
    "POST /account/tokens": Row(
        body=lambda _: {"name": "till", "scopes": ["seller:read"]}, foreign=NAMES_NOTHING
    ),
    "DELETE /account/tokens/{token_id}": Row(),
    "GET /account/selling-request": Row(foreign=NAMES_NOTHING),
    "POST /account/selling-request": Row(body=lambda _: {"words": "hello"}, foreign=NAMES_NOTHING),
    "DELETE /account/selling-request": Row(foreign=NAMES_NOTHING),
    "GET /stores/{store}": Row(),
    "GET /stores/{store}/products/{product}": Row(),
    "POST /stores/{store}/followers": Row(),
    "GET /statement-keys": Row(foreign=NAMES_NOTHING),
    "POST /stores/{store}/shares": Row(body=lambda _: {"name": "Ada"}),
    "POST /places/{place_id}/coupons": Row(body=lambda ids: {"touch_id": str(ids["link_id"])}),
    "POST /saved-carts": Row(
        body=lambda ids: {"store": ids["store"], "lines": [{"sku": ids["sku"], "qty": 1}]}
    ),
    "GET /saved-carts/{cart_id}": Row(),
    "PUT /saved-carts/{cart_id}": Row(
        body=lambda ids: {"store": ids["store"], "lines": [{"sku": ids["sku"], "qty": 1}]}
    ),
    "POST /saved-carts/{cart_id}/order": Row(body=lambda _: {"buyer": {"phone": "13800138000"}}),
    "POST /orders": Row(
        body=lambda ids: {
            "store": ids["store"],
            "lines": [{"sku": ids["sku"], "qty": 1}],
            "buyer": {"phone": "13800138000"},
        },
        headers=KEY,
    ),
    "GET /orders/{order_code}": Row(),
    "POST /orders/{order_code}/payment": Row(body=lambda _: {}, headers=KEY),
    "POST /orders/{order_code}/cancellation": Row(),
    "POST /orders/{order_code}/refund-requests": Row(
        body=lambda _: {"lines": [{"line_no": 1, "qty": 1}]}, headers=KEY
    ),
}
SELLER = {
    **OF_SELLERS,
    **SELLER_MONEY,
    **SELLER_ROWS,
    **REVIEW_SELLER,
    "GET /profile": Row(foreign=NAMES_NOTHING),
    "PATCH /profile": Row(body=lambda _: {"display_name": "Mei"}, foreign=NAMES_NOTHING),
    "GET /store": Row(foreign=NAMES_NOTHING),
    # Opens none: the sellers of this test have no store, whatever order the routes are asked in.
    "POST /store": Row(body=lambda _: {"name": ""}, foreign=NAMES_NOTHING),
    "PATCH /store": Row(body=lambda _: {"headline": "new"}, foreign=NAMES_NOTHING),
    "POST /store/publication": Row(foreign=NAMES_NOTHING),
    "POST /store/pause": Row(foreign=NAMES_NOTHING),
    "PUT /store/items": Row(body=lambda ids: {"items": [{"product_id": str(ids["product_id"])}]}),
    "POST /store/prices": Row(
        body=lambda ids: {"prices": [{"sku_id": str(ids["sku_id"]), "retail_price": 10_000}]}
    ),
    "GET /catalogue/products": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /catalogue/skus": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /links": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /links/{link_id}": Row(),
    "GET /links/{link_id}/qr": Row(),
    "GET /links/{link_id}/poster": Row(),
    "GET /poster-templates": Row(foreign=NAMES_NOTHING),
    "GET /places": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /places": Row(body=lambda _: {"name": "Fair", "kind": "event"}, foreign=NAMES_NOTHING),
    "PATCH /places/{place_id}": Row(body=lambda _: {"name": "Hall"}),
    "GET /places/{place_id}/display": Row(),
    "POST /places/{place_id}/renewal": Row(),
    "POST /links": Row(body=lambda _: {"channel": "wechat"}, foreign=NAMES_NOTHING),
    "PATCH /links/{link_id}": Row(body=lambda _: {"campaign": "x"}),
    "POST /links/{link_id}/pause": Row(),
    "POST /links/{link_id}/resumption": Row(),
    "GET /links/{link_id}/card": Row(),
    "POST /claims-check": Row(body=lambda _: {"text": "passive income"}, foreign=NAMES_NOTHING),
    "GET /numbers": Row(query="by=link&period=30d", foreign=NAMES_NOTHING),
    "GET /numbers/file": Row(query="by=campaign&period=30d", foreign=NAMES_NOTHING),
    "GET /reshares": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /coupons": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /stock/standing": Row(foreign=NAMES_NOTHING),
    "POST /stock/quotes": Row(body=lambda _: {"lines": [{"sku": "none", "qty": 1}]}, foreign=NAMES_NOTHING),
    "GET /stock/orders": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /stock/orders": Row(body=lambda ids: {"quote_id": str(ids["quote_id"])}, headers=KEY),
    "GET /stock/orders/{order_id}": Row(),
    "POST /stock/orders/{order_id}/cancellation": Row(),
    "POST /stock/orders/{order_id}/payments": Row(body=lambda _: {"gateway": "sandbox"}, headers=KEY),
    "GET /stock/lots": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /stock/buy-back": Row(foreign=NAMES_NOTHING),
    "GET /stock/returns": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /stock/return-previews": Row(
        body=lambda ids: {"order_id": str(ids["order_id"]), "lines": [{"line": 1, "qty": 1}]}
    ),
    "POST /stock/returns": Row(body=lambda ids: {"preview_id": str(ids["preview_id"])}, headers=KEY),
    "GET /orders": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /orders/{order_code}": Row(),
    "POST /orders/{order_code}/delivery": Row(headers=KEY),
    "POST /orders/{order_code}/refunds": Row(
        body=lambda _: {"lines": [{"line_no": 1, "qty": 1}]}, headers=KEY
    ),
    "GET /refunds": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /refunds/{refund_id}/decision": Row(body=lambda _: {"approve": False}, headers=KEY),
    "GET /earnings": Row(foreign=NAMES_NOTHING),
    "GET /earnings/lines": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /order-lines/{order_line_id}/why": Row(),
}
BRAND = {
    **BRAND_MONEY,
    **BRAND_ROWS,
    **REVIEW_BRAND,
    **COMPLIANCE,
    "GET /customers": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /customers/{customer_id}/data": Row(),
    "POST /customers/{customer_id}/erasure": Row(),
    "GET /accounts": Row(query="q=marker&count=true", foreign=NAMES_NOTHING),
    "GET /accounts/{account_id}": Row(),
    "POST /invitations": Row(
        body=lambda _: {"display_name": "Wu", "login": "wu@example.com", "seller": "reseller"},
        foreign=NAMES_NOTHING,
    ),
    "POST /invitations/bulk": Row(
        body=lambda _: {"csv": "name,login,seller\nWu,wu2@example.com,staff", "check": True},
        foreign=NAMES_NOTHING,
    ),
    "POST /accounts/{account_id}/invitation": Row(),
    "POST /accounts/{account_id}/roles": Row(body=lambda _: {"role": "finance"}),
    "DELETE /accounts/{account_id}/roles/{role}": Row(),
    "POST /accounts/{account_id}/status": Row(body=lambda _: {"status": "suspended"}),
    "DELETE /accounts/{account_id}/second-factor": Row(),
    "GET /audit-log": Row(foreign=NAMES_NOTHING),
    "GET /sellers": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /sellers/{seller_id}": Row(),
    "POST /sellers": Row(
        body=lambda ids: {"account_id": str(ids["account_id"]), "kind": "staff", "display_name": "Bo"}
    ),
    "PATCH /sellers/{seller_id}": Row(body=lambda _: {"cohort": "spring"}),
    "POST /sellers/{seller_id}/status": Row(body=lambda _: {"status": "suspended", "reason": "test"}),
    "POST /sellers/{seller_id}/hand-over": Row(
        body=lambda ids: {"to_seller_id": str(ids["seller_id"]), "reason": "test"}
    ),
    "POST /policy-trials/tier-schedule": Row(
        body=lambda _: {"body": SCHEDULE, "lines": [{"list_price": 100, "qty": 1}]}, foreign=NAMES_NOTHING
    ),
    "POST /policy-trials/return-policy": Row(
        body=lambda _: {"body": {}, "list_price": 100, "qty": 1, "back": 1}, foreign=NAMES_NOTHING
    ),
    "POST /policy-trials/commission-plan": Row(
        body=lambda _: {"body": PLAN, "base": 100}, foreign=NAMES_NOTHING
    ),
    "POST /policy-trials/attribution-policy": Row(body=lambda _: {"body": {}}, foreign=NAMES_NOTHING),
    "GET /overview": Row(foreign=NAMES_NOTHING),
    "GET /overview/choices": Row(foreign=NAMES_NOTHING),
    "GET /selling-requests": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /selling-requests/{request_id}/decision": Row(body=lambda _: {"approve": False, "reason": "no"}),
    "GET /coupon-hand-outs": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /hand-overs": Row(foreign=NAMES_NOTHING),
    "POST /hand-overs/{hand_over_id}/undoing": Row(),
    "GET /exports/{table_name}": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /jobs": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /jobs/{job_id}": Row(),
    "GET /jobs/{job_id}/file": Row(),
    "POST /jobs/{job_id}/cancellation": Row(),
    "POST /jobs/exports": Row(body=lambda _: {"table": "sellers"}, foreign=NAMES_NOTHING),
    "POST /jobs/product-imports": Row(
        body=lambda _: {"csv": "sku_code,list_price\nX,1", "check": True}, foreign=NAMES_NOTHING
    ),
    "POST /jobs/policy-dry-runs/{kind}": Row(body=lambda _: {"body": PLAN}, foreign=NAMES_NOTHING),
    "GET /products": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /products/{product_id}": Row(),
    "POST /products": Row(body=lambda _: {"code": "HAT", "name": "Hat"}, foreign=NAMES_NOTHING),
    "POST /products/bulk": Row(
        body=lambda _: {"items": [{"code": "CAP", "name": "Cap"}]}, foreign=NAMES_NOTHING
    ),
    "PATCH /products/{product_id}": Row(body=lambda _: {"category": "coat"}),
    "POST /products/{product_id}/skus": Row(
        body=lambda _: {"skus": [{"code": "NEW", "price": {"list_price": 1}, "size": "L"}]}
    ),
    "GET /skus": Row(query="q=marker", foreign=NAMES_NOTHING),
    "PATCH /skus/{sku_id}": Row(body=lambda _: {"size": "M"}),
    "GET /skus/{sku_id}/prices": Row(),
    "POST /prices": Row(
        body=lambda ids: {"lines": [{"sku_id": str(ids["sku_id"]), "price": {"list_price": 2}}]}, foreign=422
    ),
    "GET /locations": Row(foreign=NAMES_NOTHING),
    "POST /locations": Row(body=lambda _: {"code": "east", "name": "East"}, foreign=NAMES_NOTHING),
    "GET /stock-levels": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /stock-movements": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /stock-receipts": Row(
        body=lambda ids: {
            "location_id": str(ids["location_id"]),
            "lines": [{"sku_id": str(ids["sku_id"]), "qty": 1}],
        },
        headers={"Idempotency-Key": "matrix"},
    ),
    "POST /stock-counts": Row(
        body=lambda ids: {
            "location_id": str(ids["location_id"]),
            "lines": [{"sku_id": str(ids["sku_id"]), "counted": 1}],
        },
        headers={"Idempotency-Key": "matrix"},
    ),
    "GET /policies/{kind}": Row(foreign=NAMES_NOTHING),
    "GET /policies/{kind}/{policy_id}": Row(),
    "GET /policies/{kind}/{policy_id}/changes-since/{earlier_id}": Row(),
    "POST /policies/{kind}": Row(body=lambda _: {"body": PLAN}, foreign=NAMES_NOTHING),
    "GET /share-kits": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /share-kits/{kit_id}": Row(),
    "POST /share-kits": Row(body=lambda _: {"body": {}}, foreign=NAMES_NOTHING),
    "PUT /share-kits/{kit_id}": Row(body=lambda _: {"body": {}}),
    "DELETE /share-kits/{kit_id}": Row(),
    "POST /share-kits/{kit_id}/preview": Row(),
    "POST /share-kits/{kit_id}/publication": Row(),
    "GET /links/{link_id}/card": Row(),
    "GET /customer-shares": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /claim-rules": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /claim-rules": Row(
        body=lambda _: {"family": "other", "verdict": "flag", "words": ["x1"], "why": "test"},
        foreign=NAMES_NOTHING,
    ),
    "POST /claim-rules/{claim_rule_id}/end": Row(),
    "GET /claim-flags": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /claim-flags/{claim_flag_id}/keeping": Row(body=lambda _: {"note": "test"}),
    "GET /claims-lexicon": Row(foreign=NAMES_NOTHING),
    "POST /claims-check": Row(body=lambda _: {"text": "passive income"}, foreign=NAMES_NOTHING),
    "GET /numbers": Row(query="by=link&period=30d", foreign=NAMES_NOTHING),
    "GET /numbers/file": Row(query="by=campaign&period=30d", foreign=NAMES_NOTHING),
    "GET /reshares": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /multi-touch": Row(query="period=30d", foreign=NAMES_NOTHING),
    "GET /stores": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /stores/{store_id}": Row(),
    "PATCH /stores/{store_id}": Row(body=lambda _: {"headline": "new"}),
    "POST /stores/{store_id}/publication": Row(),
    "POST /stores/{store_id}/pause": Row(),
    "GET /links": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /links/{link_id}": Row(),
    "GET /links/{link_id}/qr": Row(),
    "GET /links/{link_id}/poster": Row(),
    "POST /links/csv": Row(body=lambda _: {"csv": "seller,channel\nnobody,poster"}, foreign=NAMES_NOTHING),
    "GET /link-hosts": Row(foreign=NAMES_NOTHING),
    "POST /link-hosts": Row(body=lambda _: {"host": "go.matrix.example"}, foreign=NAMES_NOTHING),
    "POST /link-hosts/{host_id}/verification": Row(),
    "DELETE /link-hosts/{host_id}": Row(),
    "GET /poster-templates": Row(foreign=NAMES_NOTHING),
    "POST /poster-templates": Row(body=lambda _: {"name": "spring", "template": {}}, foreign=NAMES_NOTHING),
    "PUT /poster-templates/{template_id}": Row(body=lambda _: {"name": "spring", "template": {}}),
    "DELETE /poster-templates/{template_id}": Row(),
    "POST /poster-previews": Row(body=lambda ids: {"link_id": str(ids["link_id"]), "template": {}}),
    "GET /places": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /places": Row(
        body=lambda ids: {"name": "Fair", "kind": "event", "seller_id": str(ids["seller_id"])}, foreign=409
    ),
    "PATCH /places/{place_id}": Row(body=lambda _: {"name": "Hall"}),
    "POST /places/{place_id}/renewal": Row(),
    "POST /links": Row(
        body=lambda ids: {"links": [{"seller_id": str(ids["seller_id"]), "channel": "poster"}]}, foreign=422
    ),
    "PATCH /links/{link_id}": Row(body=lambda _: {"campaign": "x"}),
    "POST /links/{link_id}/pause": Row(),
    "POST /links/{link_id}/resumption": Row(),
    "GET /coupons": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /coupons": Row(body=lambda ids: {"seller_id": str(ids["seller_id"]), "channel": "poster"}),
    "POST /coupons/{coupon_id}/end": Row(),
    "POST /bindings": Row(
        body=lambda ids: {"customer_id": str(ids["customer_id"]), "seller_id": str(ids["seller_id"])}
    ),
    "GET /identifications": Row(foreign=NAMES_NOTHING),
    "POST /identifications/{identification_id}/undoing": Row(body=lambda _: {"reason": "test"}),
    "GET /stock-orders": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /stock-orders/{order_id}": Row(),
    "POST /stock-orders/{order_id}/payments": Row(
        body=lambda _: {"amount": 1, "currency": "CNY", "reference": "B1", "paid_at": "2026-03-02T08:00:00Z"},
        headers=KEY,
    ),
    "GET /stock-returns": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /stock-refunds": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /stock-refunds/{payment_refund_id}/transfers": Row(body=lambda _: {"reference": "B2"}, headers=KEY),
    "GET /lots": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /sellers/{seller_id}/stock-standing": Row(),
    "GET /sellers/{seller_id}/buy-back": Row(),
    "POST /tier-schedule-dry-runs": Row(body=lambda _: {"body": SCHEDULE}, foreign=NAMES_NOTHING),
    "GET /orders": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /orders/{order_code}": Row(),
    "POST /orders/{order_code}/delivery": Row(headers=KEY),
    "POST /orders/{order_code}/cancellation": Row(),
    "POST /orders/{order_code}/refunds": Row(
        body=lambda _: {"lines": [{"line_no": 1, "qty": 1}]}, headers=KEY
    ),
    "GET /refunds": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /refunds/{refund_id}/decision": Row(body=lambda _: {"approve": False}, headers=KEY),
    "GET /payments": Row(query="q=R-", foreign=NAMES_NOTHING),
    "GET /payment-events": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /payment-refunds/{payment_refund_id}/settlement": Row(
        body=lambda _: {"reference": "bank-1"}, headers=KEY
    ),
    "GET /retail-terms": Row(foreign=NAMES_NOTHING),
    "PUT /retail-terms": Row(body=lambda _: {"shipping": 500}, foreign=NAMES_NOTHING),
}
HOOKS = {
    # Without a signature: refused before anything is looked at.
    "POST /payments/{gateway}": Row(body=lambda _: {}, foreign=NAMES_NOTHING),
}

ROWS = {"public": PUBLIC, "seller": SELLER, "brand": BRAND, "hooks": HOOKS}
