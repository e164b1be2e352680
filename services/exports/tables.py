"""What can be exported: the console's lists, by the names of their routes, with the roles that may read them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from infra.errors import NotAllowed, NotFound
from infra.scope import Actor, Scope
from services.queries import (
    appeals,
    books,
    catalogue,
    claims,
    compliance,
    customer_merges,
    customers,
    earnings,
    hand_outs,
    hand_overs,
    links,
    orders,
    oversight,
    payouts,
    people,
    places,
    questions,
    refunds,
    reshares,
    reviews,
    selling_requests,
    share_kits,
    signals,
    stock,
)
from services.queries import jobs as job_lists
from services.queries import stock_orders as wholesale
from services.queries import stores as store_lists
from services.queries.pages import Page, PageRequest

READERS = frozenset({"admin", "operator", "finance"})
MONEY = frozenset({"admin", "finance"})
PEOPLE = frozenset({"admin", "operator"})


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """`read` is the list's own query, `row` the struct of its rows: their fields are the file's columns. `roles` are
    those of the list's route (a test compares them)."""

    read: Callable[[Scope, PageRequest], Awaitable[Page[Any]]]
    row: type[Any]
    roles: frozenset[str]


TABLES: dict[str, ExportedTable] = {
    "accounts": ExportedTable(people.list_accounts, people.AccountRow, PEOPLE),
    "appeals": ExportedTable(appeals.list_appeals, appeals.AppealRow, READERS),
    "audit-log": ExportedTable(people.list_audit_log, people.AuditRow, MONEY),
    "cases": ExportedTable(compliance.list_cases, compliance.CaseRow, READERS),
    "claim-flags": ExportedTable(claims.list_claim_flags, claims.ClaimFlagRow, READERS),
    "claim-rules": ExportedTable(claims.list_claim_rules, claims.ClaimRuleRow, READERS),
    "commission-holds": ExportedTable(earnings.list_holds, earnings.HoldRow, READERS),
    "commission-lines": ExportedTable(earnings.list_commission_lines, earnings.CommissionLineRow, READERS),
    "complaints": ExportedTable(oversight.list_complaints, oversight.ComplaintRow, READERS),
    "coupon-hand-outs": ExportedTable(hand_outs.list_hand_outs, hand_outs.HandOutRow, READERS),
    "coupons": ExportedTable(links.list_coupons, links.CouponRow, READERS),
    "customer-merges": ExportedTable(
        customer_merges.list_customer_merges, customer_merges.CustomerMergeRow, READERS
    ),
    "customers": ExportedTable(customers.list_customers, customers.CustomerRow, PEOPLE),
    "customer-shares": ExportedTable(share_kits.list_customer_shares, share_kits.CustomerShareRow, READERS),
    "entries": ExportedTable(books.list_entries, books.EntryRow, MONEY),
    "evidence-reports": ExportedTable(oversight.list_evidence_reports, oversight.EvidenceReportRow, MONEY),
    "fraud-signals": ExportedTable(signals.list_signals, signals.SignalRow, READERS),
    "freezes": ExportedTable(oversight.list_freezes, oversight.FreezeHistoryRow, READERS),
    "hand-overs": ExportedTable(hand_overs.list_hand_overs, hand_overs.HandOverRow, READERS),
    "identifications": ExportedTable(links.list_identifications, links.IdentificationRow, READERS),
    "jobs": ExportedTable(job_lists.list_jobs, job_lists.JobRow, READERS),
    "links": ExportedTable(links.list_links, links.LinkRow, READERS),
    "lots": ExportedTable(wholesale.list_lots, wholesale.LotRow, READERS),
    "orders": ExportedTable(orders.list_orders, orders.OrderRow, READERS),
    "payment-events": ExportedTable(refunds.list_payment_events, refunds.PaymentEventRow, READERS),
    "payments": ExportedTable(refunds.list_payments, refunds.PaymentRow, READERS),
    "payout-batches": ExportedTable(payouts.list_batches, payouts.BatchRow, MONEY),
    "payout-requests": ExportedTable(payouts.list_payout_requests, payouts.PayoutRequestRow, MONEY),
    "payout-items": ExportedTable(payouts.list_all_items, payouts.ItemRow, MONEY),
    "places": ExportedTable(places.list_places, places.PlaceRow, READERS),
    "postings": ExportedTable(books.list_postings, books.AccountPostingRow, MONEY),
    "products": ExportedTable(catalogue.list_products, catalogue.ProductRow, READERS),
    "questions": ExportedTable(questions.list_questions, questions.BrandQuestionRow, READERS),
    "refunds": ExportedTable(refunds.list_refunds, refunds.RefundRow, READERS),
    "refusals": ExportedTable(compliance.list_refusals, compliance.RefusalRow, READERS),
    "reports": ExportedTable(compliance.list_reports, compliance.ReportRow, READERS),
    "reshares": ExportedTable(reshares.list_reshares, reshares.ReshareRow, READERS),
    "reviews": ExportedTable(reviews.list_reviews, reviews.ReviewRow, READERS),
    "scans": ExportedTable(compliance.list_scans, compliance.ScanRow, READERS),
    "sellers": ExportedTable(people.list_sellers, people.SellerRow, READERS),
    "selling-requests": ExportedTable(
        selling_requests.list_selling_requests, selling_requests.SellingRequestRow, PEOPLE
    ),
    "share-kits": ExportedTable(share_kits.list_kits, share_kits.KitRow, READERS),
    "sign-offs": ExportedTable(compliance.list_sign_offs, compliance.SignOffRow, READERS),
    "skus": ExportedTable(catalogue.list_skus, catalogue.SkuRow, READERS),
    "stock-checks": ExportedTable(compliance.list_stock_checks, compliance.StockCheckRow, READERS),
    "stock-levels": ExportedTable(stock.list_stock_levels, stock.StockLevelRow, READERS),
    "stock-movements": ExportedTable(stock.list_stock_movements, stock.StockMovementRow, READERS),
    "stock-orders": ExportedTable(wholesale.list_stock_orders, wholesale.StockOrderRow, READERS),
    "stock-refunds": ExportedTable(wholesale.list_stock_refunds, wholesale.StockRefundRow, READERS),
    "stock-returns": ExportedTable(wholesale.list_stock_returns, wholesale.StockReturnRow, READERS),
    "stores": ExportedTable(store_lists.list_stores, store_lists.StoreRow, READERS),
}


def exported_table(actor: Actor, name: str) -> ExportedTable:
    """The table of this name. Raises NotFound, and NotAllowed where the actor may not read the list itself."""
    table = TABLES.get(name)
    if table is None:
        raise NotFound(what="table", ref=name)
    if actor.roles.isdisjoint(table.roles):
        raise NotAllowed
    return table
