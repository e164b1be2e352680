"""Rows of the access matrix for the routes of the law."""

from tests.api.matrix_row import KEY, NAMES_NOTHING, Row

PERIOD = "since=2026-03-01T00:00:00Z&until=2026-04-01T00:00:00Z"
OF_SELLERS = {
    "GET /plain-words": Row(foreign=NAMES_NOTHING),
    "POST /complaints": Row(body=lambda _: {"topic": "other", "body": "test"}, foreign=NAMES_NOTHING),
}
COMPLIANCE = {
    "GET /compliance/evidence": Row(query=PERIOD, foreign=NAMES_NOTHING),
    "GET /compliance/evidence/file": Row(query=PERIOD, foreign=NAMES_NOTHING),
    "GET /compliance/evidence-reports": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /compliance/evidence-reports": Row(
        body=lambda _: {"since": "2026-03-01T00:00:00Z", "until": "2026-04-01T00:00:00Z"},
        foreign=NAMES_NOTHING,
    ),
    "GET /compliance/evidence-reports/{evidence_id}": Row(),
    "GET /compliance/evidence-reports/{evidence_id}/file": Row(),
    "GET /compliance/freezes": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /compliance/packs": Row(foreign=NAMES_NOTHING),
    "GET /complaints": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /compliance/standing": Row(foreign=NAMES_NOTHING),
    "POST /compliance/drafts": Row(body=lambda _: {}, foreign=NAMES_NOTHING),
    "GET /compliance/reports": Row(foreign=NAMES_NOTHING),
    "GET /compliance/reports/{report_id}": Row(),
    "POST /compliance/reports/{report_id}/sign-offs": Row(
        body=lambda _: {
            "jurisdiction": "CN",
            "rule": "P-07",
            "reviewer": "Counsel",
            "reason": "a reason long enough",
        }
    ),
    "GET /compliance/sign-offs": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /compliance/refusals": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /compliance/cases": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /compliance/cases/{case_id}": Row(),
    "POST /compliance/cases/{case_id}/assignment": Row(body=lambda ids: {"owner_id": str(ids["account_id"])}),
    "POST /compliance/cases/{case_id}/notes": Row(body=lambda _: {"note": "test"}),
    "POST /compliance/cases/{case_id}/closing": Row(
        body=lambda _: {"ending": "unfounded", "reason": "a reason long enough"}
    ),
    "GET /compliance/scans": Row(foreign=NAMES_NOTHING),
    "POST /compliance/scans": Row(foreign=NAMES_NOTHING),
    "POST /compliance/freezes": Row(
        body=lambda _: {"kind": "upline_pay", "reason": "a reason long enough"}, foreign=NAMES_NOTHING
    ),
    "POST /compliance/freezes/endings": Row(
        body=lambda _: {"kind": "upline_pay", "reason": "a reason long enough"}, foreign=NAMES_NOTHING
    ),
    "GET /compliance/buy-back-reserve": Row(foreign=NAMES_NOTHING),
    "POST /compliance/buy-back-reserves": Row(
        body=lambda _: {"amount": 1, "evidence": "bank letter"}, foreign=NAMES_NOTHING
    ),
    "GET /stock-checks": Row(query="q=marker", foreign=NAMES_NOTHING),
    "POST /stock-orders/{order_id}/check-decision": Row(
        body=lambda _: {"approve": False, "reason": "test"}, headers=KEY
    ),
}
