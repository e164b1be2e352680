"""The journal and the balances kept beside it."""

from tortoise import fields
from tortoise.models import Model


class LedgerAccount(Model):
    """An account of the chart of accounts; a seller's own accounts name the seller."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    code = fields.TextField()
    seller_id = fields.UUIDField(null=True)
    currency = fields.CharField(max_length=3)
    created_at = fields.DatetimeField()

    class Meta:
        table = "ledger_accounts"


class JournalEntry(Model):
    """One business event in the books; its postings sum to zero per currency."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    # The same event twice is one entry
    idempotency_key = fields.TextField()
    occurred_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()
    event = fields.TextField()
    cause_kind = fields.TextField()
    cause_id = fields.UUIDField()
    corrects_id = fields.UUIDField(null=True)
    # First day of the month whose statement carries it, where the month it happened in was closed before
    # it was written; null: the month it happened in
    late_month = fields.DateField(null=True)

    class Meta:
        table = "journal_entries"


class Posting(Model):
    """An amount on an account: minor units, debit positive, credit negative."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    entry_id = fields.UUIDField()
    account_id = fields.UUIDField()
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    occurred_at = fields.DatetimeField()

    class Meta:
        table = "postings"


class SellerBalance(Model):
    """What the postings say a seller has, kept by the writer of the journal in the same database
    transaction; its row is the lock of a seller's money. Available may be below zero: later
    credits pay it down.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    seller_id = fields.UUIDField()
    currency = fields.CharField(max_length=3)
    pending = fields.BigIntField(default=0)
    available = fields.BigIntField(default=0)
    in_flight = fields.BigIntField(default=0)
    # Net sent and confirmed; withheld tax is beside it
    paid = fields.BigIntField(default=0)
    withheld = fields.BigIntField(default=0)

    class Meta:
        table = "seller_balances"
