"""Brands, log-ins, sellers."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.contrib.postgres import fields as pg_fields
from tortoise.models import Model


class BrandStatus(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class AccountStatus(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class MembershipRole(StrEnum):
    ADMIN = "admin"
    FINANCE = "finance"
    OPERATOR = "operator"
    STAFF = "staff"
    RESELLER = "reseller"


class MembershipStatus(StrEnum):
    ACTIVE = "active"
    REVOKED = "revoked"


class SellerKind(StrEnum):
    STAFF = "staff"
    RESELLER = "reseller"


class SellerStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class SellerStatusChangeStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class SellingRequestState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Brand(Model):
    """A brand: the tenant. Its currency, law and time zone decide how its money counts."""

    id = fields.UUIDField(primary_key=True)
    slug = fields.TextField()
    name = fields.TextField()
    currency = fields.CharField(max_length=3)
    jurisdiction = fields.TextField()
    timezone = fields.TextField()
    locale = fields.TextField(default="zh")
    status = fields.CharEnumField(BrandStatus, max_length=40, default=BrandStatus.ACTIVE)
    settings: fields.Field[Any] = fields.JSONField(default=dict)
    created_at = fields.DatetimeField()

    class Meta:
        table = "brands"


class Account(Model):
    """A log-in of one brand, found by phone or e-mail."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    display_name = fields.TextField()
    phone = fields.TextField(null=True)
    email = fields.TextField(null=True)
    password_hash = fields.TextField(null=True)
    # Second-factor secret, encrypted with the application key
    totp_secret = fields.BinaryField(null=True)
    totp_confirmed_at = fields.DatetimeField(null=True)
    # Last accepted time step: one code opens one door once
    totp_last_step = fields.BigIntField(default=0)
    status = fields.CharEnumField(AccountStatus, max_length=40, default=AccountStatus.ACTIVE)
    created_at = fields.DatetimeField()
    last_login_at = fields.DatetimeField(null=True)
    # When the phone number or e-mail address was proved to be the account's own; until then it claims
    # nobody's orders
    contact_verified_at = fields.DatetimeField(null=True)

    class Meta:
        table = "accounts"


class Membership(Model):
    """A role an account holds with the brand; it gives rights in the product, never a share of another's
    sales.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    account_id = fields.UUIDField()
    role = fields.CharEnumField(MembershipRole, max_length=40)
    status = fields.CharEnumField(MembershipStatus, max_length=40, default=MembershipStatus.ACTIVE)
    created_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "memberships"


class Session(Model):
    """A browser that logged in; only the hash of its token is kept."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    account_id = fields.UUIDField()
    token_hash = fields.BinaryField()
    csrf_token = fields.TextField()
    second_factor_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    agent = fields.TextField(default="")

    class Meta:
        table = "sessions"


class KnownDevice(Model):
    """Devices an account logged in from, as keyed hashes that name nobody."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    account_id = fields.UUIDField()
    device_hash = fields.BinaryField()
    first_seen_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()

    class Meta:
        table = "known_devices"


class ApiToken(Model):
    """A personal token for programs, with scopes; only its hash is kept."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    account_id = fields.UUIDField()
    name = fields.TextField()
    token_hash = fields.BinaryField()
    scopes: fields.Field[list[str]] = pg_fields.ArrayField(element_type="text")
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_tokens"


class Seller(Model):
    """Owner of a micro-store: staff or reseller. Nobody stands above a seller: no column says who
    recruited whom.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    # Null until the person claims an imported or invited seller
    account_id = fields.UUIDField(null=True)
    kind = fields.CharEnumField(SellerKind, max_length=40)
    code = fields.TextField()
    display_name = fields.TextField()
    cohort = fields.TextField(null=True)
    status = fields.CharEnumField(SellerStatus, max_length=40, default=SellerStatus.ACTIVE)
    joined_at = fields.DatetimeField()
    source = fields.TextField(default="live")
    external_ref = fields.TextField(null=True)

    class Meta:
        table = "sellers"


class SellerStatusChange(Model):
    """History of a seller's status: attribution asks who was active at a touch and at the order."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    seller_id = fields.UUIDField()
    status = fields.CharEnumField(SellerStatusChangeStatus, max_length=40)
    reason = fields.TextField(default="")
    changed_by = fields.UUIDField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "seller_status_changes"


class SellingRequest(Model):
    """Somebody with an account asks to sell; the brand approves or refuses. Asking and joining cost nothing."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    account_id = fields.UUIDField()
    words = fields.TextField(default="")
    state = fields.CharEnumField(SellingRequestState, max_length=40, default=SellingRequestState.WAITING)
    asked_at = fields.DatetimeField()
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.UUIDField(null=True)
    # What the person is told
    reason = fields.TextField(default="")
    # The seller that was opened
    seller_id = fields.UUIDField(null=True)

    class Meta:
        table = "selling_requests"
