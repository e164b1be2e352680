from tortoise import migrations
from infra.migration_steps import DescribeModel, DescribeModels, run_sql_folder
import functools
from json import dumps, loads
from models.shoppers import ConversationAbout, ConversationState, MessageSide, QuestionState, ReviewState
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('storelet', '0010_orders_by_payment')]

    initial = False

    operations = [
        run_sql_folder('0011'),
        DescribeModels(
            DescribeModel(
                name='Address',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('account_id', fields.UUIDField()),
                    ('ship_to', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('usual', fields.BooleanField(default=False)),
                    ('used_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'addresses', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'Where a shopper who logs in has goods sent; an order keeps its own copy.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='Conversation',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('store_id', fields.UUIDField()),
                    ('access_hash', fields.BinaryField()),
                    ('account_id', fields.UUIDField(null=True)),
                    ('shown_name', fields.TextField(default='', unique=False)),
                    ('about_kind', fields.CharEnumField(description='STORE: store\nPRODUCT: product\nORDER: order', enum_type=ConversationAbout, max_length=40)),
                    ('about_ref', fields.TextField(default='', unique=False)),
                    ('state', fields.CharEnumField(default=ConversationState.OPEN, description='OPEN: open\nCLOSED: closed', enum_type=ConversationState, max_length=40)),
                    ('unread_by_seller', fields.IntField(default=0)),
                    ('unread_by_shopper', fields.IntField(default=0)),
                    ('opened_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('last_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'conversations', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A shopper and a store's owner writing to each other; a guest opens it by the secret of its address."},
                bases=['Model'],
            ),
            DescribeModel(
                name='Message',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('conversation_id', fields.UUIDField()),
                    ('side', fields.CharEnumField(description='SHOPPER: shopper\nSELLER: seller', enum_type=MessageSide, max_length=40)),
                    ('account_id', fields.UUIDField(null=True)),
                    ('words', fields.TextField(unique=False)),
                    ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'messages', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'One message of a conversation, by the shopper or the seller.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='Question',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('store_id', fields.UUIDField()),
                    ('product_id', fields.UUIDField()),
                    ('sku_id', fields.UUIDField(null=True)),
                    ('units_then', fields.IntField(null=True)),
                    ('visitor_id', fields.UUIDField(null=True)),
                    ('account_id', fields.UUIDField(null=True)),
                    ('shown_name', fields.TextField(default='', unique=False)),
                    ('words', fields.TextField(default='', unique=False)),
                    ('state', fields.CharEnumField(description='OPEN: open\nANSWERED: answered\nHIDDEN: hidden', enum_type=QuestionState, max_length=40)),
                    ('answer', fields.TextField(default='', unique=False)),
                    ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('answered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('answered_by', fields.UUIDField(null=True)),
                ],
                options={'table': 'questions', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A question to a store's owner on a product's page, with its answer."},
                bases=['Model'],
            ),
            DescribeModel(
                name='Review',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('code', fields.TextField(unique=False)),
                    ('order_line_id', fields.UUIDField()),
                    ('product_id', fields.UUIDField()),
                    ('store_id', fields.UUIDField()),
                    ('customer_id', fields.UUIDField()),
                    ('shown_name', fields.TextField(default='', unique=False)),
                    ('stars', fields.IntField()),
                    ('words', fields.TextField(default='', unique=False)),
                    ('state', fields.CharEnumField(default=ReviewState.SHOWN, description='SHOWN: shown\nHIDDEN: hidden', enum_type=ReviewState, max_length=40)),
                    ('hidden_for', fields.TextField(default='', unique=False)),
                    ('written_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('decided_by', fields.UUIDField(null=True)),
                ],
                options={'table': 'reviews', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'What a customer says of a product that was delivered to them: one an order line, never edited by others.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='ReviewPicture',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('review_id', fields.UUIDField()),
                    ('position', fields.IntField()),
                    ('picture_id', fields.UUIDField()),
                ],
                options={'table': 'review_pictures', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A photo of a review, in order.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='Shipment',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('order_id', fields.UUIDField()),
                    ('carrier', fields.TextField(unique=False)),
                    ('tracking_code', fields.TextField(default='', unique=False)),
                    ('note', fields.TextField(default='', unique=False)),
                    ('sent_by', fields.UUIDField(null=True)),
                    ('sent_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'shipments', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A parcel of a paid order on its way; delivery is said of the order when it has arrived.'},
                bases=['Model'],
            ),
        ),
    ]
