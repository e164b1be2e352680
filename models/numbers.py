"""What shares brought, kept so that it is read fast. Nobody is paid by these tables."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class NumberDimension(StrEnum):
    ALL = "all"
    STORE = "store"
    CHANNEL = "channel"
    CAMPAIGN = "campaign"
    LINK = "link"
    CARD = "card"
    LANDING = "landing"


class CreditedSale(Model):
    """A sold line as the decision credits it, one row a credited touch: what numbers by link, channel,
    campaign and variant add up.
    """

    brand_id = fields.UUIDField()
    order_line_id = fields.UUIDField(primary_key=True)
    part = fields.IntField()
    order_id = fields.UUIDField()
    seller_id = fields.UUIDField(null=True)
    store_id = fields.UUIDField()
    touch_id = fields.UUIDField(null=True)
    link_id = fields.UUIDField(null=True)
    channel = fields.TextField()
    campaign = fields.TextField(default="")
    card_variant_id = fields.UUIDField(null=True)
    landing_variant_id = fields.UUIDField(null=True)
    weight = fields.TextField()
    # The parts of a line sum to the line exactly, as do refunded, commission and reversed
    sales = fields.BigIntField()
    refunded = fields.BigIntField(default=0)
    commission = fields.BigIntField(default=0)
    reversed = fields.BigIntField(default=0)
    paid_at = fields.DatetimeField()

    class Meta:
        table = "credited_sales"


class NumberDay(Model):
    """A day of the brand's calendar, added up from touches and credited sales."""

    brand_id = fields.UUIDField()
    dimension = fields.CharEnumField(NumberDimension, max_length=40)
    # Whose numbers; all zeros for the brand's own
    seller_id = fields.UUIDField()
    key = fields.CharField(primary_key=True, max_length=120)
    day = fields.DateField()
    clicks = fields.IntField(default=0)
    people = fields.IntField(default=0)
    previews = fields.IntField(default=0)
    bots = fields.IntField(default=0)
    orders = fields.IntField(default=0)
    sales = fields.BigIntField(default=0)
    refunded = fields.BigIntField(default=0)
    commission = fields.BigIntField(default=0)
    reversed = fields.BigIntField(default=0)

    class Meta:
        table = "number_days"


class PersonSeen(Model):
    """The last day a person came, so that the people of a period until now are counted without counting
    touches.
    """

    brand_id = fields.UUIDField()
    dimension = fields.CharEnumField(NumberDimension, max_length=40)
    key = fields.TextField()
    # The customer where the visitor is known to be one, else the visitor
    person_id = fields.UUIDField(primary_key=True)
    last_day = fields.DateField()

    class Meta:
        table = "people_seen"


class PeopleLastDay(Model):
    """How many people came last on a day: people_seen added up."""

    brand_id = fields.UUIDField(primary_key=True)
    dimension = fields.TextField()
    key = fields.TextField()
    last_day = fields.DateField()
    people = fields.IntField()

    class Meta:
        table = "people_last_days"


class RolledDay(Model):
    """Which days number_days holds, as of when; stale where something of the day changed since."""

    brand_id = fields.UUIDField(primary_key=True)
    day = fields.DateField()
    rolled_at = fields.DatetimeField()
    stale = fields.BooleanField(default=False)

    class Meta:
        table = "rolled_days"


class SalesGrain(StrEnum):
    DAY = "day"
    MONTH = "month"


class SalesDimension(StrEnum):
    ALL = "all"
    PRODUCT = "product"
    SELLER = "seller"
    CHANNEL = "channel"
    CAMPAIGN = "campaign"


class SalesSum(Model):
    """What was sold on a day of the brand's calendar, or in a month that is over."""

    brand_id = fields.UUIDField(primary_key=True)
    grain = fields.CharEnumField(SalesGrain, max_length=40)
    dimension = fields.CharEnumField(SalesDimension, max_length=40)
    starts = fields.DateField()
    key = fields.TextField()
    orders = fields.IntField()
    # Orders of customers who had paid before
    repeated = fields.IntField()
    units = fields.IntField()
    gross = fields.BigIntField()
    refunded = fields.BigIntField()
    # Net of clawbacks; commissioned: the net sales it is paid on, none from own stock
    commission = fields.BigIntField()
    commissioned = fields.BigIntField()

    class Meta:
        table = "sales_sums"


class PeriodCounted(StrEnum):
    PEOPLE = "people"
    CUSTOMERS = "customers"


class PeriodCount(Model):
    """How many people came, or customers paid, in a period that is over: counted once."""

    brand_id = fields.UUIDField(primary_key=True)
    what = fields.CharEnumField(PeriodCounted, max_length=40)
    dimension = fields.TextField()
    seller_id = fields.UUIDField()
    key = fields.TextField()
    first_day = fields.DateField()
    last_day = fields.DateField()
    counted = fields.IntField()
    counted_at = fields.DatetimeField()

    class Meta:
        table = "period_counts"
