"""The rules a brand sets, each version a row."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class TierSchedule(Model):
    """A version of the tier schedule: price by volume bought (money-rules.md, Volume tiers)."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    effective_from = fields.DatetimeField()
    # The policy in the JSON shape of scenario.md, without effective_from
    body: fields.Field[Any] = fields.JSONField()
    body_hash = fields.TextField()
    note = fields.TextField(default="")
    created_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "tier_schedules"


class ReturnPolicy(Model):
    """A version of the right of return (money-rules.md, Right of return)."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    effective_from = fields.DatetimeField()
    # The policy in the JSON shape of scenario.md, without effective_from
    body: fields.Field[Any] = fields.JSONField()
    body_hash = fields.TextField()
    note = fields.TextField(default="")
    created_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "return_policies"


class AttributionPolicy(Model):
    """A version of the attribution policy (money-rules.md, Attribution)."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    effective_from = fields.DatetimeField()
    # The policy in the JSON shape of scenario.md, without effective_from
    body: fields.Field[Any] = fields.JSONField()
    body_hash = fields.TextField()
    note = fields.TextField(default="")
    created_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "attribution_policies"


class ReviewPolicy(Model):
    """A version of what is held for review, by which thresholds, and how long sellers may appeal."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    effective_from = fields.DatetimeField()
    # The policy in the JSON shape of docs/why.md, without effective_from
    body: fields.Field[Any] = fields.JSONField()
    body_hash = fields.TextField()
    note = fields.TextField(default="")
    created_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "review_policies"


class CommissionPlan(Model):
    """A version of the commission plan (money-rules.md, Commission)."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    effective_from = fields.DatetimeField()
    # The policy in the JSON shape of scenario.md, without effective_from
    body: fields.Field[Any] = fields.JSONField()
    body_hash = fields.TextField()
    note = fields.TextField(default="")
    created_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "commission_plans"


class DeclaredTerms(Model):
    """A version of what only the brand can say: joining terms, contract, licences, goods, advertising, the
    stocking gate.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    effective_from = fields.DatetimeField()
    body: fields.Field[Any] = fields.JSONField()
    body_hash = fields.TextField()
    note = fields.TextField(default="")
    created_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "declared_terms"
