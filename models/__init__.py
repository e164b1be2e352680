"""Tortoise tables, one module an area. Constraints, triggers and row policies are in migrations/sql."""

from models.books import JournalEntry, LedgerAccount, Posting, SellerBalance
from models.catalogue import Product, ProductImage, Sku, SkuPrice
from models.commission_lines import CommissionHold, CommissionLine, CommissionReversal, ProceedsLine
from models.inventory import Location, Reservation, StockLevel, StockMovement
from models.payments import Payment, PaymentRefund, WebhookEvent
from models.payouts import PayeeProfile, PayoutBatch, PayoutItem
from models.people import Account, ApiToken, Brand, Membership, Seller, SellerStatusChange, Session
from models.policies import AttributionPolicy, CommissionPlan, ReturnPolicy, TierSchedule
from models.retail import AttributionDecision, Refund, RefundLine, RetailOrder, RetailOrderLine
from models.sandbox import SandboxCallback, SandboxPayment, SandboxRefund
from models.sharing import (
    Binding,
    Coupon,
    CouponRedemption,
    Customer,
    Identification,
    Link,
    LinkCode,
    LinkTargetChange,
    Touch,
    Visitor,
)
from models.stores import Store, StoreItem, StorePrice, StoreStatusChange
from models.system import AuditRecord, IdempotencyKey, ImportRun, OutboxMessage
from models.wholesale import (
    Lot,
    LotConsumption,
    ReturnPreview,
    StockOrder,
    StockOrderLine,
    StockQuote,
    StockReturn,
    StockReturnLine,
)

__all__ = [
    "Account",
    "ApiToken",
    "AttributionDecision",
    "AttributionPolicy",
    "AuditRecord",
    "Binding",
    "Brand",
    "CommissionHold",
    "CommissionLine",
    "CommissionPlan",
    "CommissionReversal",
    "Coupon",
    "CouponRedemption",
    "Customer",
    "IdempotencyKey",
    "Identification",
    "ImportRun",
    "JournalEntry",
    "LedgerAccount",
    "Link",
    "LinkCode",
    "LinkTargetChange",
    "Location",
    "Lot",
    "LotConsumption",
    "Membership",
    "OutboxMessage",
    "PayeeProfile",
    "Payment",
    "PaymentRefund",
    "PayoutBatch",
    "PayoutItem",
    "Posting",
    "ProceedsLine",
    "Product",
    "ProductImage",
    "Refund",
    "RefundLine",
    "Reservation",
    "RetailOrder",
    "RetailOrderLine",
    "ReturnPolicy",
    "ReturnPreview",
    "SandboxCallback",
    "SandboxPayment",
    "SandboxRefund",
    "Seller",
    "SellerBalance",
    "SellerStatusChange",
    "Session",
    "Sku",
    "SkuPrice",
    "StockLevel",
    "StockMovement",
    "StockOrder",
    "StockOrderLine",
    "StockQuote",
    "StockReturn",
    "StockReturnLine",
    "Store",
    "StoreItem",
    "StorePrice",
    "StoreStatusChange",
    "TierSchedule",
    "Touch",
    "Visitor",
    "WebhookEvent",
]
