from tortoise import migrations
from infra.migration_steps import DescribeModel, DescribeModels, run_sql_folder
import functools
from json import dumps, loads
from models.numbers import NumberDimension
from models.share_cards import ClaimFamily, ClaimFlagState, ClaimSubject, ClaimVerdict, Opener, ShareKitState, ShareVariantKind
from tortoise.contrib.postgres.fields import ArrayField
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('storelet', '0002_sandbox')]

    initial = False

    operations = [
        run_sql_folder('0003'),
        DescribeModels(
            DescribeModel(
                name='CardShowing',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('link_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('variant_id', fields.UUIDField()),
                ],
                options={'table': 'card_showings', 'app': 'storelet', 'pk_attr': 'link_id', 'table_description': 'Which card a link has shown from an instant on; written when it changes.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='ClaimFlag',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('subject_kind', fields.CharEnumField(description='STORE: store\nSTORE_ITEM: store_item\nSHARE_KIT: share_kit\nCUSTOMER_SHARE: customer_share\nLINK: link', enum_type=ClaimSubject, max_length=40)),
                    ('subject_id', fields.UUIDField()),
                    ('seller_id', fields.UUIDField(null=True)),
                    ('field', fields.TextField(unique=False)),
                    ('quoted', fields.TextField(unique=False)),
                    ('findings', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('state', fields.CharEnumField(default=ClaimFlagState.OPEN, description='OPEN: open\nKEPT: kept\nSUPERSEDED: superseded', enum_type=ClaimFlagState, max_length=40)),
                    ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('decided_by', fields.UUIDField(null=True)),
                    ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('decision_note', fields.TextField(default='', unique=False)),
                ],
                options={'table': 'claim_flags', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A text that was saved though words in it want a look: which words, why, and by which source.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='ClaimRule',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('family', fields.CharEnumField(description='INCOME: income\nHEALTH: health\nOTHER: other', enum_type=ClaimFamily, max_length=40)),
                    ('verdict', fields.CharEnumField(description='REFUSE: refuse\nFLAG: flag\nALLOW: allow', enum_type=ClaimVerdict, max_length=40)),
                    ('words', ArrayField(element_type='TEXT')),
                    ('why', fields.TextField(unique=False)),
                    ('source', fields.TextField(default='', unique=False)),
                    ('created_by', fields.UUIDField(null=True)),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'claim_rules', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A brand's own words for the claims check, beside those of the law."},
                bases=['Model'],
            ),
            DescribeModel(
                name='CreditedSale',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('order_line_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('part', fields.IntField()),
                    ('order_id', fields.UUIDField()),
                    ('seller_id', fields.UUIDField(null=True)),
                    ('store_id', fields.UUIDField()),
                    ('touch_id', fields.UUIDField(null=True)),
                    ('link_id', fields.UUIDField(null=True)),
                    ('channel', fields.TextField(unique=False)),
                    ('campaign', fields.TextField(default='', unique=False)),
                    ('card_variant_id', fields.UUIDField(null=True)),
                    ('landing_variant_id', fields.UUIDField(null=True)),
                    ('weight', fields.TextField(unique=False)),
                    ('sales', fields.BigIntField()),
                    ('refunded', fields.BigIntField(default=0)),
                    ('commission', fields.BigIntField(default=0)),
                    ('reversed', fields.BigIntField(default=0)),
                    ('paid_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'credited_sales', 'app': 'storelet', 'pk_attr': 'order_line_id', 'table_description': 'A sold line as the decision credits it, one row a credited touch: what numbers by link, channel,'},
                bases=['Model'],
            ),
            DescribeModel(
                name='CustomerShare',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('link_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('store_id', fields.UUIDField()),
                    ('customer_id', fields.UUIDField(null=True)),
                    ('visitor_id', fields.UUIDField(null=True)),
                    ('shown_name', fields.TextField(default='', unique=False)),
                    ('from_link_id', fields.UUIDField(null=True)),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'customer_shares', 'app': 'storelet', 'pk_attr': 'link_id', 'table_description': "A link that a shopper shares: the credit is the store's seller's, the shopper is only named and"},
                bases=['Model'],
            ),
            DescribeModel(
                name='LandingView',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('touch_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('link_id', fields.UUIDField()),
                    ('card_variant_id', fields.UUIDField(null=True)),
                    ('landing_variant_id', fields.UUIDField(null=True)),
                    ('opener', fields.CharEnumField(description='FOLLOWER: follower\nSEARCH: search\nRETURNING: returning\nNEW: new', enum_type=Opener, max_length=40)),
                    ('keyword', fields.TextField(default='', unique=False)),
                    ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'landing_views', 'app': 'storelet', 'pk_attr': 'touch_id', 'table_description': 'What a touch was shown: the card that brought it and the landing it was given; once for each touch.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='NumberDay',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('dimension', fields.CharEnumField(description='ALL: all\nSTORE: store\nCHANNEL: channel\nCAMPAIGN: campaign\nLINK: link\nCARD: card\nLANDING: landing', enum_type=NumberDimension, max_length=40)),
                    ('seller_id', fields.UUIDField()),
                    ('key', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=120)),
                    ('day', fields.DateField()),
                    ('clicks', fields.IntField(default=0)),
                    ('people', fields.IntField(default=0)),
                    ('previews', fields.IntField(default=0)),
                    ('bots', fields.IntField(default=0)),
                    ('orders', fields.IntField(default=0)),
                    ('sales', fields.BigIntField(default=0)),
                    ('refunded', fields.BigIntField(default=0)),
                    ('commission', fields.BigIntField(default=0)),
                    ('reversed', fields.BigIntField(default=0)),
                ],
                options={'table': 'number_days', 'app': 'storelet', 'pk_attr': 'key', 'table_description': "A day of the brand's calendar, added up from touches and credited sales."},
                bases=['Model'],
            ),
            DescribeModel(
                name='PeopleLastDay',
                fields=[
                    ('brand_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('dimension', fields.TextField(unique=False)),
                    ('key', fields.TextField(unique=False)),
                    ('last_day', fields.DateField()),
                    ('people', fields.IntField()),
                ],
                options={'table': 'people_last_days', 'app': 'storelet', 'pk_attr': 'brand_id', 'table_description': 'How many people came last on a day: people_seen added up.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='PersonSeen',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('dimension', fields.CharEnumField(description='ALL: all\nSTORE: store\nCHANNEL: channel\nCAMPAIGN: campaign\nLINK: link\nCARD: card\nLANDING: landing', enum_type=NumberDimension, max_length=40)),
                    ('key', fields.TextField(unique=False)),
                    ('person_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('last_day', fields.DateField()),
                ],
                options={'table': 'people_seen', 'app': 'storelet', 'pk_attr': 'person_id', 'table_description': 'The last day a person came, so that the people of a period until now are counted without counting'},
                bases=['Model'],
            ),
            DescribeModel(
                name='RolledDay',
                fields=[
                    ('brand_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('day', fields.DateField()),
                    ('rolled_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('stale', fields.BooleanField(default=False)),
                ],
                options={'table': 'rolled_days', 'app': 'storelet', 'pk_attr': 'brand_id', 'table_description': 'Which days number_days holds, as of when; stale where something of the day changed since.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='ShareKit',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('version', fields.IntField()),
                    ('state', fields.CharEnumField(description='DRAFT: draft\nLIVE: live\nRETIRED: retired', enum_type=ShareKitState, max_length=40)),
                    ('body', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('note', fields.TextField(default='', unique=False)),
                    ('created_by', fields.UUIDField(null=True)),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('edited_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('previewed_hash', fields.TextField(null=True, unique=False)),
                    ('live_from', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('live_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'share_kits', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A version of the brand's share cards and landings: drafted, previewed, live, retired."},
                bases=['Model'],
            ),
            DescribeModel(
                name='ShareVariant',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('kind', fields.CharEnumField(description='CARD: card\nLANDING: landing', enum_type=ShareVariantKind, max_length=40)),
                    ('rule', fields.TextField(unique=False)),
                    ('variant', fields.TextField(unique=False)),
                    ('content_hash', fields.TextField(unique=False)),
                    ('body', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'share_variants', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A card or landing as it went live, known by its content: unchanged in a later version it keeps its'},
                bases=['Model'],
            ),
        ),
    ]
