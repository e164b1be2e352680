from tortoise import migrations
from infra.migration_steps import DescribeField, DescribeFields, DescribeModel, DescribeModels, run_sql_folder
import functools
from json import dumps, loads
from models.review import AppealState, CreditCorrectionLineKind
from models.sharing import CustomerMergeVia
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('storelet', '0003_shares_and_numbers')]

    initial = False

    operations = [
        run_sql_folder('0004'),
        DescribeModels(
            DescribeModel(
                name='Appeal',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('order_id', fields.UUIDField()),
                    ('order_line_id', fields.UUIDField()),
                    ('seller_id', fields.UUIDField()),
                    ('reason', fields.TextField(unique=False)),
                    ('state', fields.CharEnumField(description='OPEN: open\nGRANTED: granted\nDECLINED: declined\nWITHDRAWN: withdrawn', enum_type=AppealState, max_length=40)),
                    ('filed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('filed_by', fields.UUIDField(null=True)),
                    ('deadline', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('decided_by', fields.UUIDField(null=True)),
                    ('decision_note', fields.TextField(default='', unique=False)),
                ],
                options={'table': 'appeals', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A seller says that a line's credit is wrong; the brand decides by the deadline, and a passed deadline"},
                bases=['Model'],
            ),
            DescribeModel(
                name='CreditCorrection',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('appeal_id', fields.UUIDField()),
                    ('order_id', fields.UUIDField()),
                    ('order_line_id', fields.UUIDField()),
                    ('credits', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('body', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('made_by', fields.UUIDField(null=True)),
                ],
                options={'table': 'credit_corrections', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A line's commission given anew after a granted appeal: who is credited from now on, and the"},
                bases=['Model'],
            ),
            DescribeModel(
                name='CreditCorrectionLine',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('correction_id', fields.UUIDField()),
                    ('commission_line_id', fields.UUIDField()),
                    ('seller_id', fields.UUIDField()),
                    ('kind', fields.CharEnumField(description='REPLACED: replaced\nCREDITED: credited', enum_type=CreditCorrectionLineKind, max_length=40)),
                    ('amount', fields.BigIntField()),
                    ('after_maturity', fields.BooleanField()),
                ],
                options={'table': 'credit_correction_lines', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'What a correction took from one commission line, or gave by another.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='CustomerMerge',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('from_customer_id', fields.UUIDField()),
                    ('into_customer_id', fields.UUIDField()),
                    ('via', fields.CharEnumField(description='PHONE: phone\nEMAIL: email\nOPERATOR: operator', enum_type=CustomerMergeVia, max_length=40)),
                    ('reason', fields.TextField(default='', unique=False)),
                    ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('made_by', fields.UUIDField(null=True)),
                    ('undone_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('undone_by', fields.UUIDField(null=True)),
                ],
                options={'table': 'customer_merges', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'From this instant two customers are one person: facts stay where they are, attribution reads them'},
                bases=['Model'],
            ),
            DescribeModel(
                name='FraudSignal',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('order_id', fields.UUIDField()),
                    ('commission_line_id', fields.UUIDField()),
                    ('seller_id', fields.UUIDField()),
                    ('rule', fields.TextField(unique=False)),
                    ('policy_id', fields.UUIDField(null=True)),
                    ('evidence', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('hold_id', fields.UUIDField(null=True)),
                    ('found_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'fraud_signals', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A rule found something about a commission line: once a line and rule, whatever became of the hold.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='KnownDevice',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('account_id', fields.UUIDField()),
                    ('device_hash', fields.BinaryField()),
                    ('first_seen_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('last_seen_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'known_devices', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'Devices an account logged in from, as keyed hashes that name nobody.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='MissedSale',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('order_id', fields.UUIDField()),
                    ('seller_id', fields.UUIDField()),
                    ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'missed_sales', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A paid order that something of a seller's led to, and that is credited without them; why, the"},
                bases=['Model'],
            ),
            DescribeModel(
                name='ReviewPolicy',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('version', fields.IntField()),
                    ('effective_from', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('body', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('body_hash', fields.TextField(unique=False)),
                    ('note', fields.TextField(default='', unique=False)),
                    ('created_by', fields.UUIDField(null=True)),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'review_policies', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A version of what is held for review, by which thresholds, and how long sellers may appeal.'},
                bases=['Model'],
            ),
        ),
        DescribeFields(
            DescribeField(
                model_name='Account',
                name='contact_verified_at',
                field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
            ),
            DescribeField(
                model_name='CommissionLine',
                name='correction_id',
                field=fields.UUIDField(null=True),
            ),
            DescribeField(
                model_name='Payment',
                name='payer_hash',
                field=fields.BinaryField(null=True),
            ),
            DescribeField(
                model_name='RetailOrder',
                name='address_hash',
                field=fields.BinaryField(null=True),
            ),
            DescribeField(
                model_name='RetailOrder',
                name='device_hash',
                field=fields.BinaryField(null=True),
            ),
            DescribeField(
                model_name='SandboxPayment',
                name='payer',
                field=fields.TextField(default='', unique=False),
            ),
        ),
    ]
