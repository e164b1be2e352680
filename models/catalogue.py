"""What is sold."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class ProductStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class SkuStatus(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


class Product(Model):
    """A product of the catalogue; what is bought is one of its SKUs."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    code = fields.TextField()
    name = fields.TextField()
    description = fields.TextField(default="")
    translations: fields.Field[Any] = fields.JSONField(default=dict)
    category = fields.TextField(default="")
    status = fields.CharEnumField(ProductStatus, max_length=40, default=ProductStatus.ACTIVE)
    created_at = fields.DatetimeField()

    class Meta:
        table = "products"


class ProductImage(Model):
    """A picture of a product, in order."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    product_id = fields.UUIDField()
    position = fields.IntField()
    url = fields.TextField()
    alt = fields.TextField(default="")

    class Meta:
        table = "product_images"


class Sku(Model):
    """What can be bought: a product in one style, colour and size."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    product_id = fields.UUIDField()
    code = fields.TextField()
    style = fields.TextField(default="")
    colour = fields.TextField(default="")
    size = fields.TextField(default="")
    barcode = fields.TextField(null=True)
    tier_eligible = fields.BooleanField(default=True)
    status = fields.CharEnumField(SkuStatus, max_length=40, default=SkuStatus.ACTIVE)
    created_at = fields.DatetimeField()

    class Meta:
        table = "skus"


class SkuPrice(Model):
    """The price list, versioned: list price in minor units, and the floor and ceiling of a reseller's
    own retail price.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    sku_id = fields.UUIDField()
    effective_from = fields.DatetimeField()
    list_price = fields.BigIntField()
    retail_floor = fields.BigIntField()
    retail_ceiling = fields.BigIntField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "sku_prices"
