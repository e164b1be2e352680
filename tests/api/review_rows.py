"""Rows of the access matrix: one person under several names, signals, holds and appeals."""

from tests.api.matrix_row import KEY, NAMES_NOTHING, Row

REVIEW_SELLER = {
    "GET /missed-sales": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /appeals": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /order-lines/{order_line_id}/appeals": Row(body=lambda _: {"reason": "mine"}, headers=KEY),
    "POST /appeals/{appeal_id}/withdrawal": Row(headers=KEY),
}
REVIEW_BRAND = {
    "GET /customer-merges": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /customer-merges/suggestions": Row(foreign=NAMES_NOTHING),
    "POST /customer-merges": Row(
        body=lambda ids: {
            "from_customer_id": str(ids["customer_id"]),
            "into_customer_id": str(ids["other_customer_id"]),
            "reason": "one person",
        }
    ),
    "POST /customer-merges/{merge_id}/undoing": Row(body=lambda _: {"reason": "two people"}),
    "GET /fraud-signals": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /commission-holds/{hold_id}": Row(),
    "POST /commission-holds/decisions": Row(
        body=lambda ids: {
            "decisions": [
                {"commission_line_id": str(ids["commission_line_id"]), "release": True, "note": "test"}
            ]
        },
        headers=KEY,
    ),
    "GET /appeals": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /appeals/{appeal_id}/preview": Row(query="share=1"),
    "POST /appeals/{appeal_id}/decision": Row(body=lambda _: {"grant": False, "note": "test"}, headers=KEY),
    "GET /commission-lines": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /commission-lines/{commission_line_id}/hold": Row(
        body=lambda _: {"reason_code": "dispute", "reason": "test", "deadline": "2099-01-01T00:00:00Z"}
    ),
    "POST /commission-lines/{commission_line_id}/hold-decision": Row(
        body=lambda _: {"release": True, "note": "test"}, headers=KEY
    ),
    "GET /commission-holds": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /order-lines/{order_line_id}/decision": Row(),
    "GET /order-lines/{order_line_id}/decision/recheck": Row(),
}
