"""What a shared link says and where it lands, and the words that may not be said."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model


class ShareKitState(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


class ShareVariantKind(StrEnum):
    CARD = "card"
    LANDING = "landing"


class Opener(StrEnum):
    FOLLOWER = "follower"
    SEARCH = "search"
    RETURNING = "returning"
    NEW = "new"


class ClaimFamily(StrEnum):
    INCOME = "income"
    HEALTH = "health"
    OTHER = "other"


class ClaimVerdict(StrEnum):
    REFUSE = "refuse"
    FLAG = "flag"
    ALLOW = "allow"


class ClaimSubject(StrEnum):
    STORE = "store"
    STORE_ITEM = "store_item"
    SHARE_KIT = "share_kit"
    CUSTOMER_SHARE = "customer_share"
    LINK = "link"


class ClaimFlagState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    SUPERSEDED = "superseded"


class ShareKit(Model):
    """A version of the brand's share cards and landings: drafted, previewed, live, retired."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    version = fields.IntField()
    state = fields.CharEnumField(ShareKitState, max_length=40)
    body: Any = fields.JSONField()
    note = fields.TextField(default="")
    created_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    edited_at = fields.DatetimeField()
    # Hash of the body that was last previewed: only what was looked at goes live
    previewed_hash = fields.TextField(null=True)
    live_from = fields.DatetimeField(null=True)
    live_until = fields.DatetimeField(null=True)

    class Meta:
        table = "share_kits"


class ShareVariant(Model):
    """A card or landing as it went live, known by its content: unchanged in a later version it keeps its
    id and its numbers.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(ShareVariantKind, max_length=40)
    rule = fields.TextField()
    variant = fields.TextField()
    content_hash = fields.TextField()
    body: Any = fields.JSONField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "share_variants"


class CardShowing(Model):
    """Which card a link has shown from an instant on; written when it changes."""

    brand_id = fields.UUIDField()
    link_id = fields.UUIDField(primary_key=True)
    at = fields.DatetimeField()
    variant_id = fields.UUIDField()

    class Meta:
        table = "card_showings"


class LandingView(Model):
    """What a touch was shown: the card that brought it and the landing it was given; once for each touch."""

    brand_id = fields.UUIDField()
    touch_id = fields.UUIDField(primary_key=True)
    link_id = fields.UUIDField()
    card_variant_id = fields.UUIDField(null=True)
    landing_variant_id = fields.UUIDField(null=True)
    opener = fields.CharEnumField(Opener, max_length=40)
    keyword = fields.TextField(default="")
    at = fields.DatetimeField()

    class Meta:
        table = "landing_views"


class CustomerShare(Model):
    """A link that a shopper shares: the credit is the store's seller's, the shopper is only named and
    never paid.
    """

    brand_id = fields.UUIDField()
    link_id = fields.UUIDField(primary_key=True)
    store_id = fields.UUIDField()
    customer_id = fields.UUIDField(null=True)
    visitor_id = fields.UUIDField(null=True)
    shown_name = fields.TextField(default="")
    # The link that brought the sharer here: one hop, for reading only
    from_link_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "customer_shares"


class ClaimRule(Model):
    """A brand's own words for the claims check, beside those of the law."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    family = fields.CharEnumField(ClaimFamily, max_length=40)
    verdict = fields.CharEnumField(ClaimVerdict, max_length=40)
    words: Any = ArrayField(element_type="TEXT")
    why = fields.TextField()
    source = fields.TextField(default="")
    created_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "claim_rules"


class ClaimFlag(Model):
    """A text that was saved though words in it want a look: which words, why, and by which source."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    subject_kind = fields.CharEnumField(ClaimSubject, max_length=40)
    subject_id = fields.UUIDField()
    seller_id = fields.UUIDField(null=True)
    field = fields.TextField()
    quoted = fields.TextField()
    findings: Any = fields.JSONField()
    state = fields.CharEnumField(ClaimFlagState, max_length=40, default=ClaimFlagState.OPEN)
    at = fields.DatetimeField()
    decided_by = fields.UUIDField(null=True)
    decided_at = fields.DatetimeField(null=True)
    decision_note = fields.TextField(default="")

    class Meta:
        table = "claim_flags"
