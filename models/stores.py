"""Micro-stores."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class StoreStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    PAUSED = "paused"


class StoreStatusChangeStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    PAUSED = "paused"


class StoreShipsFrom(StrEnum):
    BRAND = "brand"
    OWN_STOCK = "own_stock"


class Store(Model):
    """A seller's micro-store."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    seller_id = fields.UUIDField()
    slug = fields.TextField()
    name = fields.TextField()
    headline = fields.TextField(default="")
    cover_url = fields.TextField(default="")
    status = fields.CharEnumField(StoreStatus, max_length=40, default=StoreStatus.DRAFT)
    # own_stock: goods leave the reseller's lots and the customer's money is the reseller's proceeds
    ships_from = fields.CharEnumField(StoreShipsFrom, max_length=40, default=StoreShipsFrom.BRAND)
    created_at = fields.DatetimeField()
    published_at = fields.DatetimeField(null=True)

    class Meta:
        table = "stores"


class StoreStatusChange(Model):
    """History of a store's status: attribution asks whether the store was open at a touch."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    store_id = fields.UUIDField()
    status = fields.CharEnumField(StoreStatusChangeStatus, max_length=40)
    changed_by = fields.UUIDField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "store_status_changes"


class StoreItem(Model):
    """A product the seller picked for the store, in order."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    store_id = fields.UUIDField()
    product_id = fields.UUIDField()
    position = fields.IntField()
    note = fields.TextField(default="")

    class Meta:
        table = "store_items"


class StorePrice(Model):
    """A reseller's own retail price of a SKU, between the brand's floor and ceiling."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    store_id = fields.UUIDField()
    sku_id = fields.UUIDField()
    retail_price = fields.BigIntField()
    changed_at = fields.DatetimeField()

    class Meta:
        table = "store_prices"
