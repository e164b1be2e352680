"""What the guards of the money path rest on: who a seller is, what a stock order was checked for, what stands behind
buy-backs, what sellers complain of."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class ComplaintTopic(StrEnum):
    REFUND = "refund"
    INCOME_CLAIM = "income_claim"
    FORCED_PURCHASE = "forced_purchase"
    RECRUITING = "recruiting"
    OTHER = "other"


class StockingMode(StrEnum):
    OFF = "off"
    WARN = "warn"
    REVIEW = "review"
    BLOCK = "block"


class CheckOutcome(StrEnum):
    NOT_ASKED = "not_asked"
    PASSED = "passed"
    WARNED = "warned"
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


class SellerComplaint(Model):
    """What a seller says is wrong: the watch reads the topics, people the words."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    seller_id = fields.UUIDField()
    topic = fields.CharEnumField(ComplaintTopic, max_length=40)
    body = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "seller_complaints"


class SellerIdentity(Model):
    """The person behind a seller: hash of the identity number, the excluded category if any, and whether
    they may be paid (G-09).
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    seller_id = fields.UUIDField()
    id_hash = fields.BinaryField(null=True)
    excluded_category = fields.TextField(default="none")
    may_be_paid = fields.BooleanField()
    checked_by = fields.UUIDField(null=True)
    checked_at = fields.DatetimeField()

    class Meta:
        table = "seller_identities"


class BuyBackReserve(Model):
    """Money the brand says it has set aside for buy-backs, and where it lies; the latest counts (G-08)."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    evidence = fields.TextField()
    recorded_by = fields.UUIDField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "buy_back_reserves"


class StockOrderCheck(Model):
    """What the stocking gate (G-07) said of a stock order, with its figures, and who decided where a
    person had to.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField()
    mode = fields.CharEnumField(StockingMode, max_length=40)
    outcome = fields.CharEnumField(CheckOutcome, max_length=40)
    units = fields.IntField()
    starter_cap = fields.IntField()
    # Units sold to end customers in the last ninety days
    sold = fields.IntField()
    in_stock = fields.IntField()
    # max(starter cap, units sold in 90 days / 0.70 - units in stock)
    allowed = fields.IntField()
    tier_jump = fields.BooleanField()
    at = fields.DatetimeField()
    decided_by = fields.UUIDField(null=True)
    decided_at = fields.DatetimeField(null=True)
    reason = fields.TextField(default="")

    class Meta:
        table = "stock_order_checks"
