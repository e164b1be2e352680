from tortoise import migrations
from infra.migration_steps import DescribeModel, DescribeModels, run_sql_folder
import functools
from json import dumps, loads
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('storelet', '0007_jobs_and_hand_overs')]

    initial = False

    operations = [
        run_sql_folder('0008'),
        DescribeModels(
            DescribeModel(
                name='JournalEntry',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('idempotency_key', fields.TextField(unique=False)),
                    ('occurred_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('event', fields.TextField(unique=False)),
                    ('cause_kind', fields.TextField(unique=False)),
                    ('cause_id', fields.UUIDField()),
                    ('corrects_id', fields.UUIDField(null=True)),
                    ('late_month', fields.DateField(null=True)),
                ],
                options={'table': 'journal_entries', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'One business event in the books; its postings sum to zero per currency.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='ClosedMonth',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('month', fields.DateField()),
                    ('from_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('until_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('timezone', fields.TextField(unique=False)),
                    ('signing_key_id', fields.UUIDField()),
                    ('books_hash', fields.TextField(unique=False)),
                    ('closed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('closed_by', fields.UUIDField(null=True)),
                ],
                options={'table': 'closed_months', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A calendar month of a brand's books to which nothing is added any more: its statements can be made out."},
                bases=['Model'],
            ),
            DescribeModel(
                name='SigningKey',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('key_id', fields.TextField(unique=False)),
                    ('public_key', fields.BinaryField()),
                    ('private_key', fields.BinaryField()),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'signing_keys', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "An Ed25519 key that a brand's statements are signed with (private half encrypted); a retired one"},
                bases=['Model'],
            ),
            DescribeModel(
                name='Statement',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('month', fields.DateField()),
                    ('seller_id', fields.UUIDField(null=True)),
                    ('header', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ],
                options={'table': 'statements', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A month of a seller's or (without a seller) the brand's money, rebuilt byte for byte at any later"},
                bases=['Model'],
            ),
        ),
    ]
