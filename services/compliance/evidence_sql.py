# ruff: noqa: S608 - every piece put together here is one of this file's own
"""The queries behind the evidence report. $1 is the brand; the period is $2 <= t < $3."""

from typing import NamedTuple


class Asked(NamedTuple):
    name: str
    query: str
    money: bool = False
    columns: tuple[str, ...] = ()


_PAID = "brand_id = $1 AND paid_at >= $2 AND paid_at < $3"
_SHARE = "CASE WHEN {whole} > 0 THEN round({part}::numeric / {whole}, 4)::text END"
_LAST_SCAN = """
SELECT figures FROM network_scans
WHERE brand_id = $1 AND $2::timestamptz IS NOT NULL AND started_at < $3 ORDER BY started_at DESC LIMIT 1
"""
FIGURES = (
    Asked(
        "sellers",
        "SELECT count(*) FROM sellers WHERE brand_id = $1 AND $2::timestamptz IS NOT NULL AND joined_at < $3",
    ),
    Asked("headcount", f"SELECT (n.figures ->> 'headcount')::bigint FROM ({_LAST_SCAN}) AS n"),
    Asked("recorded_levels", f"SELECT (n.figures ->> 'recorded_levels')::bigint FROM ({_LAST_SCAN}) AS n"),
    Asked("retail_orders", f"SELECT count(*) FROM retail_orders WHERE {_PAID}"),
    Asked(
        "retail_net",
        "SELECT coalesce(sum(l.paid - l.refunded), 0)::bigint FROM retail_orders AS o JOIN retail_order_lines AS l"
        " ON l.brand_id = o.brand_id AND l.order_id = o.id"
        " WHERE o.brand_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3",
        money=True,
    ),
    Asked(
        "stock_net",
        "SELECT coalesce(sum(net_total - refunded_total), 0)::bigint FROM stock_orders"
        f" WHERE {_PAID} AND state = 'paid'",
        money=True,
    ),
    Asked("retail_share", f"SELECT n.figures ->> 'retail_share_period' FROM ({_LAST_SCAN}) AS n"),
    Asked("retail_share_90d", f"SELECT n.figures ->> 'retail_share_90d' FROM ({_LAST_SCAN}) AS n"),
    Asked(
        "commission_accrued",
        "SELECT coalesce(sum(amount), 0)::bigint FROM commission_lines"
        " WHERE brand_id = $1 AND accrued_at >= $2 AND accrued_at < $3",
        money=True,
    ),
    Asked(
        "commission_clawed_back",
        "SELECT coalesce(sum(amount), 0)::bigint FROM commission_reversals"
        " WHERE brand_id = $1 AND at >= $2 AND at < $3 AND commission_line_id IS NOT NULL",
        money=True,
    ),
    # What was paid above the seller credited with a sale: there is no column that could hold it, so it is counted as
    # lines whose seller is not among those credited.
    Asked(
        "paid_above_the_seller",
        "SELECT count(*) FROM commission_lines AS c WHERE c.brand_id = $1 AND c.accrued_at >= $2 AND c.accrued_at < $3"
        " AND NOT EXISTS (SELECT FROM attribution_decisions AS d, jsonb_array_elements(d.credits) AS k"
        " WHERE d.brand_id = c.brand_id AND d.order_line_id = c.order_line_id AND k ->> 'seller' = c.seller_id::text)"
        " AND NOT EXISTS (SELECT FROM credit_corrections AS x, jsonb_array_elements(x.credits) AS k"
        " WHERE x.brand_id = c.brand_id AND x.order_line_id = c.order_line_id AND k ->> 'seller' = c.seller_id::text)",
    ),
    Asked(
        "units_stocked",
        "SELECT coalesce(sum(qty), 0)::bigint FROM lots WHERE brand_id = $1 AND paid_at >= $2 AND paid_at < $3",
    ),
    Asked(
        "units_sold_of_them",
        "SELECT coalesce(sum(sold), 0)::bigint FROM lots WHERE brand_id = $1 AND paid_at >= $2 AND paid_at < $3",
    ),
    Asked(
        "sell_through",
        "SELECT " + _SHARE.format(part="sum(sold)", whole="sum(qty)") + " FROM lots"
        " WHERE brand_id = $1 AND paid_at >= $2 AND paid_at < $3",
    ),
    Asked(
        "buy_backs",
        "SELECT count(*) FROM stock_returns WHERE brand_id = $1 AND returned_at >= $2 AND returned_at < $3",
    ),
    Asked(
        "buy_back_refunds",
        "SELECT coalesce(sum(refund), 0)::bigint FROM stock_returns"
        " WHERE brand_id = $1 AND returned_at >= $2 AND returned_at < $3",
        money=True,
    ),
    Asked(
        "buy_backs_refused",
        "SELECT 0::bigint WHERE $1::uuid IS NOT NULL AND $2::timestamptz < $3::timestamptz",
    ),
    Asked(
        "buy_back_days_median",
        "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY"
        " ceil(extract(epoch FROM f.settled_at - r.requested_at) / 86400))::bigint"
        " FROM stock_returns AS r JOIN payment_refunds AS f ON f.brand_id = r.brand_id AND f.cause_id = r.id"
        " AND f.state = 'succeeded' WHERE r.brand_id = $1 AND r.returned_at >= $2 AND r.returned_at < $3",
    ),
    Asked(
        "buy_back_days_longest",
        "SELECT max(ceil(extract(epoch FROM f.settled_at - r.requested_at) / 86400))::bigint"
        " FROM stock_returns AS r JOIN payment_refunds AS f ON f.brand_id = r.brand_id AND f.cause_id = r.id"
        " AND f.state = 'succeeded' WHERE r.brand_id = $1 AND r.returned_at >= $2 AND r.returned_at < $3",
    ),
    Asked(
        "buy_backs_unpaid",
        "SELECT count(*) FROM stock_returns AS r JOIN payment_refunds AS f ON f.brand_id = r.brand_id"
        " AND f.cause_id = r.id AND f.state <> 'succeeded'"
        " WHERE r.brand_id = $1 AND r.returned_at >= $2 AND r.returned_at < $3",
    ),
    Asked(
        "stock_orders_reviewed",
        "SELECT count(*) FROM stock_order_checks WHERE brand_id = $1 AND at >= $2 AND at < $3"
        " AND outcome IN ('waiting', 'approved', 'declined')",
    ),
    Asked(
        "complaints",
        "SELECT count(*) FROM seller_complaints WHERE brand_id = $1 AND at >= $2 AND at < $3",
    ),
    Asked(
        "cases_opened",
        "SELECT count(*) FROM compliance_cases WHERE brand_id = $1 AND opened_at >= $2 AND opened_at < $3",
    ),
    Asked(
        "cases_open",
        "SELECT count(*) FROM compliance_cases WHERE brand_id = $1 AND $2::timestamptz IS NOT NULL"
        " AND opened_at < $3 AND (closed_at IS NULL OR closed_at >= $3)",
    ),
)
LEVELS = f"SELECT n.figures ->> 'heads_by_level' FROM ({_LAST_SCAN}) AS n"
_VERSIONS = " UNION ALL ".join(
    f"SELECT '{kind}' AS kind, version, effective_from, body_hash, note FROM {table} WHERE brand_id = $1"
    for kind, table in (
        ("tier_schedule", "tier_schedules"),
        ("return_policy", "return_policies"),
        ("attribution_policy", "attribution_policies"),
        ("commission_plan", "commission_plans"),
        ("declared_terms", "declared_terms"),
    )
)
LISTINGS = (
    Asked(
        "plan_versions",
        f"SELECT kind, version, effective_from, left(body_hash, 16), note FROM ({_VERSIONS}) AS v"
        " WHERE $2::timestamptz IS NOT NULL AND effective_from < $3 ORDER BY effective_from DESC, kind",
        columns=("kind", "version", "effective_from", "hash", "note"),
    ),
    Asked(
        "lint",
        "SELECT c.at, c.jurisdiction, c.pack_version, left(c.pack_hash, 23), c.outcome, left(c.plan_hash, 23),"
        " c.report_id FROM plan_clearances AS c WHERE c.brand_id = $1 AND $2::timestamptz IS NOT NULL AND c.at < $3"
        " ORDER BY c.at DESC, c.id DESC",
        columns=("at", "jurisdiction", "pack", "pack_hash", "outcome", "plan_hash", "report"),
    ),
    Asked(
        "sign_offs",
        "SELECT at, jurisdiction, rule, severity, reviewer, reason FROM plan_sign_offs"
        " WHERE brand_id = $1 AND $2::timestamptz IS NOT NULL AND at < $3 ORDER BY at DESC, id DESC",
        columns=("at", "jurisdiction", "rule", "severity", "reviewer", "reason"),
    ),
    Asked(
        "refusals",
        "SELECT at, kind, code, report_id FROM publish_refusals WHERE brand_id = $1 AND at >= $2 AND at < $3"
        " ORDER BY at DESC, id DESC",
        columns=("at", "kind", "code", "report"),
    ),
    Asked(
        "cases",
        "SELECT c.code, c.rule, c.severity, c.jurisdiction, c.subject, c.opened_at, c.deadline, c.state, c.closed_at,"
        " (SELECT n.note FROM compliance_case_notes AS n WHERE n.brand_id = c.brand_id AND n.case_id = c.id"
        "  AND n.kind = 'closed' ORDER BY n.at DESC LIMIT 1)"
        " FROM compliance_cases AS c WHERE c.brand_id = $1 AND c.opened_at < $3"
        " AND (c.closed_at IS NULL OR c.closed_at >= $2) ORDER BY c.opened_at DESC, c.id DESC",
        columns=(
            *("code", "rule", "severity", "jurisdiction", "subject"),
            *("opened_at", "deadline", "state", "closed_at", "ending"),
        ),
    ),
    Asked(
        "freezes",
        "SELECT kind, started_at, reason, ended_at, ended_note FROM accrual_freezes"
        " WHERE brand_id = $1 AND started_at < $3 AND (ended_at IS NULL OR ended_at >= $2) ORDER BY started_at DESC",
        columns=("kind", "started_at", "reason", "ended_at", "ending"),
    ),
)
