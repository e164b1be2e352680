from tortoise import migrations
from infra.migration_steps import DescribeModel, DescribeModels, run_sql_folder
import functools
from json import dumps, loads
from models.sandbox import SandboxPaymentState, SandboxRefundState
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('storelet', '0001_initial')]

    initial = False

    operations = [
        run_sql_folder('0002'),
        DescribeModels(
            DescribeModel(
                name='SandboxCallback',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('payment_id', fields.UUIDField()),
                    ('event_id', fields.TextField(unique=False)),
                    ('body', fields.TextField(unique=False)),
                    ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('attempts', fields.IntField(default=0)),
                    ('delivered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'sandbox_callbacks', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A callback the sandbox gateway has still to deliver, or delivered; copies of one event share its id.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='SandboxPayment',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('merchant_ref', fields.TextField(unique=False)),
                    ('amount', fields.BigIntField()),
                    ('currency', fields.CharField(max_length=3)),
                    ('subject', fields.TextField(unique=False)),
                    ('notify_url', fields.TextField(unique=False)),
                    ('return_url', fields.TextField(unique=False)),
                    ('options', fields.JSONField(default=dict, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('state', fields.CharEnumField(default=SandboxPaymentState.OPEN, description='OPEN: open\nPAID: paid\nFAILED: failed\nEXPIRED: expired', enum_type=SandboxPaymentState, max_length=40)),
                    ('refunded', fields.BigIntField(default=0)),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'sandbox_payments', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A payment at the sandbox gateway, as the bank behind it would keep it.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='SandboxRefund',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('payment_id', fields.UUIDField()),
                    ('merchant_ref', fields.TextField(unique=False)),
                    ('amount', fields.BigIntField()),
                    ('state', fields.CharEnumField(description='SUCCEEDED: succeeded\nFAILED: failed', enum_type=SandboxRefundState, max_length=40)),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'sandbox_refunds', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'Money the sandbox gateway sent back, or refused to.'},
                bases=['Model'],
            ),
        ),
    ]
