"""What shoppers do besides buying: reviews, questions, messages, addresses; and parcels on their way to them."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class ReviewState(StrEnum):
    SHOWN = "shown"
    HIDDEN = "hidden"


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    HIDDEN = "hidden"


class ConversationAbout(StrEnum):
    STORE = "store"
    PRODUCT = "product"
    ORDER = "order"


class ConversationState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class MessageSide(StrEnum):
    SHOPPER = "shopper"
    SELLER = "seller"


class Review(Model):
    """What a customer says of a product that was delivered to them: one an order line, never edited by others."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    code = fields.TextField()
    order_line_id = fields.UUIDField()
    product_id = fields.UUIDField()
    store_id = fields.UUIDField()
    customer_id = fields.UUIDField()
    shown_name = fields.TextField(default="")
    stars = fields.IntField()
    words = fields.TextField(default="")
    state = fields.CharEnumField(ReviewState, max_length=40, default=ReviewState.SHOWN)
    # Why the brand took it off the pages; the customer is told
    hidden_for = fields.TextField(default="")
    written_at = fields.DatetimeField()
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.UUIDField(null=True)

    class Meta:
        table = "reviews"


class ReviewPicture(Model):
    """A photo of a review, in order."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    review_id = fields.UUIDField()
    position = fields.IntField()
    picture_id = fields.UUIDField()

    class Meta:
        table = "review_pictures"


class Question(Model):
    """A question to a store's owner on a product's page, with its answer."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    store_id = fields.UUIDField()
    product_id = fields.UUIDField()
    sku_id = fields.UUIDField(null=True)
    # The stock of the SKU asked about, answered at once; the page shows the stock of the moment beside it
    units_then = fields.IntField(null=True)
    visitor_id = fields.UUIDField(null=True)
    account_id = fields.UUIDField(null=True)
    shown_name = fields.TextField(default="")
    words = fields.TextField(default="")
    state = fields.CharEnumField(QuestionState, max_length=40)
    answer = fields.TextField(default="")
    asked_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    answered_by = fields.UUIDField(null=True)

    class Meta:
        table = "questions"


class Conversation(Model):
    """A shopper and a store's owner writing to each other; a guest opens it by the secret of its address."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    store_id = fields.UUIDField()
    access_hash = fields.BinaryField()
    account_id = fields.UUIDField(null=True)
    shown_name = fields.TextField(default="")
    about_kind = fields.CharEnumField(ConversationAbout, max_length=40)
    # Product or order code; empty for the store itself
    about_ref = fields.TextField(default="")
    state = fields.CharEnumField(ConversationState, max_length=40, default=ConversationState.OPEN)
    unread_by_seller = fields.IntField(default=0)
    unread_by_shopper = fields.IntField(default=0)
    opened_at = fields.DatetimeField()
    last_at = fields.DatetimeField()

    class Meta:
        table = "conversations"


class Message(Model):
    """One message of a conversation, by the shopper or the seller."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    conversation_id = fields.UUIDField()
    side = fields.CharEnumField(MessageSide, max_length=40)
    account_id = fields.UUIDField(null=True)
    words = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "messages"


class Address(Model):
    """Where a shopper who logs in has goods sent; an order keeps its own copy."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    account_id = fields.UUIDField()
    ship_to: fields.Field[Any] = fields.JSONField()
    usual = fields.BooleanField(default=False)
    used_at = fields.DatetimeField()

    class Meta:
        table = "addresses"


class Shipment(Model):
    """A parcel of a paid order on its way; delivery is said of the order when it has arrived."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField()
    carrier = fields.TextField()
    tracking_code = fields.TextField(default="")
    note = fields.TextField(default="")
    sent_by = fields.UUIDField(null=True)
    sent_at = fields.DatetimeField()

    class Meta:
        table = "shipments"
