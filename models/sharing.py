"""Links, touches, visitors, customers, bindings, coupons."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.contrib.postgres import fields as pg_fields
from tortoise.models import Model


class LinkTargetKind(StrEnum):
    STORE = "store"
    PRODUCT = "product"
    COLLECTION = "collection"
    PAGE = "page"


class LinkStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


class IdentificationVia(StrEnum):
    LOGIN = "login"
    ORDER = "order"
    OPERATOR = "operator"


class CustomerMergeVia(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    OPERATOR = "operator"


class TouchKind(StrEnum):
    CLICK = "click"
    SCAN = "scan"
    PREVIEW = "preview"
    BOT = "bot"


class BindingSource(StrEnum):
    FOLLOW = "follow"
    SCAN = "scan"
    OPERATOR = "operator"
    ORDER = "order"


class CouponKind(StrEnum):
    AMOUNT = "amount"
    RATE = "rate"
    NONE = "none"


class Link(Model):
    """A tracked link of a store; where it leads is a target of ours, never a free address."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    code = fields.TextField()
    seller_id = fields.UUIDField()
    store_id = fields.UUIDField()
    target_kind = fields.CharEnumField(LinkTargetKind, max_length=40)
    # Product code, collection or page name; empty for the store itself
    target_ref = fields.TextField(default="")
    channel = fields.TextField()
    campaign = fields.TextField(default="")
    status = fields.CharEnumField(LinkStatus, max_length=40, default=LinkStatus.ACTIVE)
    expires_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    # What the landing page puts into the cart: [{"sku": code, "qty": units}, ...]
    cart: fields.Field[Any] = fields.JSONField(default=list)

    class Meta:
        table = "links"


class LinkCode(Model):
    """Which brand a short code belongs to: the one thing a redirect asks before it knows the brand."""

    code = fields.CharField(primary_key=True, max_length=16)
    brand_id = fields.UUIDField()
    link_id = fields.UUIDField()

    class Meta:
        table = "link_codes"


class LinkTargetChange(Model):
    """Where a link led from an instant on: an edit keeps history."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    link_id = fields.UUIDField()
    target_kind = fields.TextField()
    target_ref = fields.TextField()
    changed_by = fields.UUIDField(null=True)
    at = fields.DatetimeField()
    cart: fields.Field[Any] = fields.JSONField(default=list)

    class Meta:
        table = "link_target_changes"


class Visitor(Model):
    """A browser, known by a random id in its cookie or address."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "visitors"


class Customer(Model):
    """A buyer known to the brand."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    account_id = fields.UUIDField(null=True)
    name = fields.TextField(default="")
    phone = fields.TextField(null=True)
    email = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    # When name, contact and addresses were erased for good; facts of sales stay
    erased_at = fields.DatetimeField(null=True)
    # Sellers who were the customer's own person, noted at erasure: nothing else tells it afterwards, and nobody is
    # paid for buying from themselves
    same_as_sellers: fields.Field[list[Any]] = pg_fields.ArrayField(element_type="uuid", default=list)

    class Meta:
        table = "customers"


class Identification(Model):
    """A merge: from this instant the visitor is known to be the customer."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    visitor_id = fields.UUIDField()
    customer_id = fields.UUIDField()
    via = fields.CharEnumField(IdentificationVia, max_length=40)
    at = fields.DatetimeField()
    undone_at = fields.DatetimeField(null=True)
    undone_by = fields.UUIDField(null=True)

    class Meta:
        table = "identifications"


class CustomerMerge(Model):
    """From this instant two customers are one person: facts stay where they are, attribution reads them
    together.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    from_customer_id = fields.UUIDField()
    into_customer_id = fields.UUIDField()
    # Phone, email: a log-in proved that the contact is its own; operator: the brand's people said so
    via = fields.CharEnumField(CustomerMergeVia, max_length=40)
    reason = fields.TextField(default="")
    at = fields.DatetimeField()
    made_by = fields.UUIDField(null=True)
    undone_at = fields.DatetimeField(null=True)
    undone_by = fields.UUIDField(null=True)

    class Meta:
        table = "customer_merges"


class Touch(Model):
    """A click or scan on a tracked link."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    link_id = fields.UUIDField()
    seller_id = fields.UUIDField()
    store_id = fields.UUIDField()
    visitor_id = fields.UUIDField()
    kind = fields.CharEnumField(TouchKind, max_length=40)
    channel = fields.TextField()
    campaign = fields.TextField(default="")
    target_ref = fields.TextField(default="")
    at = fields.DatetimeField()
    agent_hash = fields.BinaryField(null=True)
    referrer_host = fields.TextField(default="")
    place_id = fields.UUIDField(null=True)
    # Start of the step whose code was scanned at the place
    proved_at = fields.DatetimeField(null=True)

    class Meta:
        table = "touches"


class Binding(Model):
    """A fact: at this instant the customer (or visitor) was bound to the seller. Policy decides later
    what it is worth.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    seller_id = fields.UUIDField()
    customer_id = fields.UUIDField(null=True)
    visitor_id = fields.UUIDField(null=True)
    source = fields.CharEnumField(BindingSource, max_length=40)
    at = fields.DatetimeField()
    # Made by a hand-over or its undoing: it takes the place of whichever stands
    hand_over_id = fields.UUIDField(null=True)

    class Meta:
        table = "bindings"


class Coupon(Model):
    """A coupon of one seller: a discount, and a claim to the sale."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    code = fields.TextField()
    seller_id = fields.UUIDField()
    channel = fields.TextField()
    kind = fields.CharEnumField(CouponKind, max_length=40)
    amount_off = fields.BigIntField(default=0)
    rate_off = fields.DecimalField(max_digits=9, decimal_places=6, default=Decimal(0))
    minimum_total = fields.BigIntField(default=0)
    valid_from = fields.DatetimeField(null=True)
    valid_until = fields.DatetimeField(null=True)
    use_limit = fields.IntField(null=True)
    # Changed by one conditional UPDATE: the last use goes to one order only
    used = fields.IntField(default=0)
    created_at = fields.DatetimeField()

    class Meta:
        table = "coupons"


class CouponRedemption(Model):
    """One use of a coupon by one order; released when the order is cancelled unpaid."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    coupon_id = fields.UUIDField()
    order_id = fields.UUIDField()
    at = fields.DatetimeField()
    released_at = fields.DatetimeField(null=True)

    class Meta:
        table = "coupon_redemptions"
