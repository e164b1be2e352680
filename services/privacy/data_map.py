"""Every table that holds something of a customer: whose rows they are, what is given out, what erasure leaves.

One list for the export, the erasure and the page that tells of both (docs/privacy.md, compared by a test). Erasure goes
from top to bottom: rows that are found through others come before them. What stays says nothing of a person any more:
amounts, goods, instants and random ids, which the books, the tax law and the evidence of who introduced whom need
(compliance.md, G-12).
"""

from typing import Literal

import msgspec

GONE = "—"
"""Stands where somebody's words stood, in columns that may not be empty."""


class Held(msgspec.Struct, frozen=True):
    """Rows of `table` (t) for which `whose` holds: `{customers}`, `{accounts}`, `{visitors}`, `{orders}` are the ids of
    the person, `{closing}` those of their accounts that nothing else needs.

    `erased` sets columns, deletes the rows, or leaves them ("kept"). `secret` columns are nobody's to see.
    """

    table: str
    whose: str
    erased: dict[str, str] | Literal["deleted", "kept"]
    secret: tuple[str, ...] = ()


_OF_ORDERS = "t.order_id = ANY({orders})"
_OF_PAYMENTS = "t.payment_id IN (SELECT id FROM payments WHERE brand_id = $1 AND order_id = ANY({orders}))"
_SHARED = "(t.customer_id = ANY({customers}) OR t.visitor_id = ANY({visitors}))"
_TALKED = """(t.account_id = ANY({accounts}) OR (t.about_kind = 'order' AND t.about_ref IN
  (SELECT code FROM retail_orders WHERE brand_id = $1 AND id = ANY({orders}))))"""
_SANDBOX = """t.{column} IN (SELECT {chosen} FROM sandbox_payments AS s JOIN payments AS p ON p.brand_id = $1
  AND p.id::text = s.merchant_ref WHERE s.brand_id = $1 AND p.order_id = ANY({{orders}}))"""

HELD: tuple[Held, ...] = (
    Held(
        "messages",
        "t.conversation_id IN (SELECT t.id FROM conversations AS t WHERE t.brand_id = $1 AND "
        + _TALKED
        + ")",
        {"words": f"'{GONE}'", "account_id": "NULL"},
    ),
    Held(
        "conversations",
        _TALKED,
        {"shown_name": "''", "account_id": "NULL", "state": "'closed'", "access_hash": "''"},
        secret=("access_hash",),
    ),
    Held(
        "questions",
        "(t.account_id = ANY({accounts}) OR t.visitor_id = ANY({visitors}))",
        {
            "shown_name": "''",
            "words": f"'{GONE}'",
            "answer": "''",
            "state": "'hidden'",
            "visitor_id": "NULL",
            "account_id": "NULL",
        },
    ),
    Held(
        "review_pictures",
        "t.review_id IN (SELECT id FROM reviews WHERE brand_id = $1 AND customer_id = ANY({customers}))",
        "deleted",
    ),
    Held(
        "reviews",
        "t.customer_id = ANY({customers})",
        {
            "shown_name": "''",
            "words": "''",
            "hidden_for": f"CASE WHEN t.hidden_for = '' THEN '' ELSE '{GONE}' END",
        },
    ),
    Held(
        "selling_requests",
        "t.account_id = ANY({accounts})",
        {
            "words": "''",
            "reason": "''",
            "decided_at": "coalesce(t.decided_at, now())",
            "state": "CASE WHEN t.state = 'waiting' THEN 'withdrawn' ELSE t.state END",
        },
    ),
    Held("addresses", "t.account_id = ANY({accounts})", "deleted"),
    Held(
        "saved_carts", "(t.visitor_id = ANY({visitors}) OR " + _OF_ORDERS + ")", "deleted", ("access_hash",)
    ),
    Held(
        "claim_flags",
        "t.subject_kind = 'customer_share' AND t.subject_id IN"
        " (SELECT t.link_id FROM customer_shares AS t WHERE t.brand_id = $1 AND " + _SHARED + ")",
        {"quoted": "''", "findings": "'[]'::jsonb"},
    ),
    Held("customer_shares", _SHARED, {"shown_name": "''"}),
    Held(
        "landing_views",
        "t.touch_id IN (SELECT id FROM touches WHERE brand_id = $1 AND visitor_id = ANY({visitors}))",
        {"keyword": "''"},
    ),
    Held("touches", "t.visitor_id = ANY({visitors})", {"agent_hash": "NULL"}),
    Held(
        "refunds",
        _OF_ORDERS,
        {"reason": "''", "decision_note": "''"},
    ),
    Held("shipments", _OF_ORDERS, {"tracking_code": "''", "note": "''"}),
    Held(
        "sandbox_callbacks",
        _SANDBOX.format(column="payment_id", chosen="s.id"),
        {"body": "jsonb_set(t.body::jsonb, '{{payer}}', '\"\"')::text"},
    ),
    Held("sandbox_payments", _SANDBOX.format(column="id", chosen="s.id"), {"payer": "''"}),
    Held("payments", _OF_ORDERS, {"payer_hash": "NULL"}),
    Held("payment_refunds", _OF_PAYMENTS, "kept"),
    Held(
        "refund_lines",
        "t.refund_id IN (SELECT id FROM refunds WHERE brand_id = $1 AND order_id = ANY({orders}))",
        "kept",
    ),
    Held("retail_order_lines", _OF_ORDERS, "kept"),
    Held(
        "retail_orders",
        "t.id = ANY({orders})",
        {"ship_to": "'{{}}'::jsonb", "address_hash": "NULL", "device_hash": "NULL", "access_hash": "NULL"},
        secret=("access_hash",),
    ),
    Held("coupon_hand_outs", _SHARED, "kept"),
    Held("bindings", _SHARED, "kept"),
    Held("identifications", "t.customer_id = ANY({customers})", "kept"),
    Held(
        "customer_merges",
        "(t.from_customer_id = ANY({customers}) OR t.into_customer_id = ANY({customers}))",
        {"reason": "''"},
    ),
    Held(
        "people_seen",
        "(t.person_id = ANY({customers}) OR t.person_id = ANY({visitors}))",
        "kept",
    ),
    Held("visitors", "t.id = ANY({visitors})", "kept"),
    Held(
        "idempotency_keys",
        "t.actor IN (SELECT 'account:' || a FROM unnest({closing}) AS a)",
        "deleted",
        ("input_hash",),
    ),
    Held("sessions", "t.account_id = ANY({closing})", "deleted", ("token_hash", "csrf_token")),
    Held("api_tokens", "t.account_id = ANY({closing})", "deleted", ("token_hash",)),
    Held("known_devices", "t.account_id = ANY({closing})", "deleted", ("device_hash",)),
    Held(
        "customers",
        "t.id = ANY({customers})",
        {"name": "''", "phone": "NULL", "email": "NULL", "account_id": "NULL"},
    ),
    Held(
        "accounts",
        "t.id = ANY({closing})",
        {
            "display_name": f"'{GONE}'",
            "phone": "NULL",
            # An account has a contact: this one is nobody's, and no mail is ever delivered to it (RFC 2606).
            "email": "'erased-' || t.id || '@erased.invalid'",
            "password_hash": "NULL",
            "totp_secret": "NULL",
            "totp_confirmed_at": "NULL",
            "contact_verified_at": "NULL",
            "status": "'closed'",
        },
        secret=("password_hash", "totp_secret", "totp_last_step"),
    ),
)
