from tortoise import migrations
from infra.migration_steps import DescribeField, DescribeFields, DescribeModel, DescribeModels, run_sql_folder
import functools
from json import dumps, loads
from models.places import PlaceKind, PlaceStatus
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('storelet', '0005_compliance')]

    initial = False

    operations = [
        run_sql_folder('0006'),
        DescribeModels(
            DescribeModel(
                name='CouponHandOut',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('place_id', fields.UUIDField()),
                    ('coupon_id', fields.UUIDField()),
                    ('touch_id', fields.UUIDField()),
                    ('visitor_id', fields.UUIDField()),
                    ('customer_id', fields.UUIDField(null=True)),
                    ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'coupon_hand_outs', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A coupon of one person's own, handed out for a scan at a place; one a person and place."},
                bases=['Model'],
            ),
            DescribeModel(
                name='LinkDomain',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('host', fields.TextField(unique=False)),
                    ('proof', fields.TextField(unique=False)),
                    ('added_by', fields.UUIDField(null=True)),
                    ('added_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('verified_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('checked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'link_domains', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A host name of the brand's own whose addresses open the brand's links and no other's."},
                bases=['Model'],
            ),
            DescribeModel(
                name='Picture',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('media_type', fields.TextField(unique=False)),
                    ('width', fields.IntField()),
                    ('height', fields.IntField()),
                    ('digest', fields.BinaryField()),
                    ('body', fields.BinaryField()),
                    ('added_by', fields.UUIDField(null=True)),
                    ('added_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'pictures', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A picture somebody uploaded, drawn anew by us: what else was in the file is gone.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='Place',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('link_id', fields.UUIDField()),
                    ('kind', fields.CharEnumField(description='SHOP: shop\nEVENT: event\nSHELF: shelf', enum_type=PlaceKind, max_length=40)),
                    ('name', fields.TextField(unique=False)),
                    ('latitude', fields.DecimalField(null=True, max_digits=8, decimal_places=5)),
                    ('longitude', fields.DecimalField(null=True, max_digits=8, decimal_places=5)),
                    ('step_seconds', fields.IntField(default=60)),
                    ('key_version', fields.IntField(default=1)),
                    ('opens_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('closes_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('status', fields.CharEnumField(default=PlaceStatus.OPEN, description='OPEN: open\nCLOSED: closed', enum_type=PlaceStatus, max_length=40)),
                    ('coupon', fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('coupon_limit', fields.IntField(null=True)),
                    ('coupons_given', fields.IntField(default=0)),
                    ('created_by', fields.UUIDField(null=True)),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'places', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A shop, an event or a shelf with a rotating code; a scan there is a touch on its link.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='PosterTemplate',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('name', fields.TextField(unique=False)),
                    ('body', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('usual', fields.BooleanField(default=False)),
                    ('created_by', fields.UUIDField(null=True)),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('removed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'poster_templates', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "How a brand's posters look: layout, colours, words, logo."},
                bases=['Model'],
            ),
            DescribeModel(
                name='SavedCart',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('store_id', fields.UUIDField()),
                    ('access_hash', fields.BinaryField()),
                    ('visitor_id', fields.UUIDField()),
                    ('touch_id', fields.UUIDField(null=True)),
                    ('place_id', fields.UUIDField(null=True)),
                    ('lines', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('coupon', fields.TextField(null=True, unique=False)),
                    ('ship_to', fields.JSONField(default=dict, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('order_id', fields.UUIDField(null=True)),
                ],
                options={'table': 'saved_carts', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "An intended order that waits in the shopper's phone: opened by its secret, ordered once."},
                bases=['Model'],
            ),
        ),
        DescribeFields(
            DescribeField(model_name='Link', name='cart', field=fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
            DescribeField(model_name='LinkTargetChange', name='cart', field=fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
            DescribeField(model_name='Touch', name='place_id', field=fields.UUIDField(null=True)),
            DescribeField(model_name='Touch', name='proved_at', field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
        ),
    ]
