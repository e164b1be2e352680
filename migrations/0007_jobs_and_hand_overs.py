from tortoise import migrations
from infra.migration_steps import DescribeModel, DescribeModels, run_sql_folder
import functools
from json import dumps, loads
from models.jobs import JobChunkPart, JobState
from models.sharing import BindingSource
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('storelet', '0006_opening')]

    initial = False

    operations = [
        run_sql_folder('0007'),
        DescribeModels(
            DescribeModel(
                name='HandOver',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('from_seller_id', fields.UUIDField()),
                    ('to_seller_id', fields.UUIDField()),
                    ('reason', fields.TextField(unique=False)),
                    ('customers', fields.IntField(default=0)),
                    ('links', fields.IntField(default=0)),
                    ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('made_by', fields.UUIDField(null=True)),
                    ('undone_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('undone_by', fields.UUIDField(null=True)),
                ],
                options={'table': 'hand_overs', 'app': 'storelet', 'pk_attr': 'id', 'table_description': "A leaver's customers and links went to another seller, once; undone by facts of its own."},
                bases=['Model'],
            ),
            DescribeModel(
                name='Job',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('kind', fields.TextField(unique=False)),
                    ('title', fields.TextField(default='', unique=False)),
                    ('state', fields.CharEnumField(default=JobState.WAITING, description='WAITING: waiting\nRUNNING: running\nDONE: done\nFAILED: failed\nCANCELLED: cancelled', enum_type=JobState, max_length=40)),
                    ('input', fields.JSONField(default=dict, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('total', fields.IntField(null=True)),
                    ('done', fields.IntField(default=0)),
                    ('resume_at', fields.TextField(default='', unique=False)),
                    ('result', fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('problem', fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                    ('file_name', fields.TextField(default='', unique=False)),
                    ('media_type', fields.TextField(default='', unique=False)),
                    ('file_bytes', fields.BigIntField(default=0)),
                    ('started_by', fields.UUIDField(null=True)),
                    ('locale', fields.TextField(default='zh', unique=False)),
                    ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('started_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('seen_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('finished_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ('cancel_asked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'jobs', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A long piece of work that somebody asked for: its progress, and what came of it.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='JobChunk',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('job_id', fields.UUIDField()),
                    ('part', fields.CharEnumField(description='GIVEN: given\nMADE: made', enum_type=JobChunkPart, max_length=40)),
                    ('position', fields.IntField()),
                    ('content', fields.BinaryField()),
                ],
                options={'table': 'job_chunks', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A piece of the file a job was given, or of the one it made.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='LinkOwnerChange',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('link_id', fields.UUIDField()),
                    ('from_seller_id', fields.UUIDField()),
                    ('to_seller_id', fields.UUIDField()),
                    ('hand_over_id', fields.UUIDField()),
                    ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={'table': 'link_owner_changes', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'Whose link it was from an instant on: touches of before stay with whom they were made for.'},
                bases=['Model'],
            ),
            DescribeModel(
                name='Binding',
                fields=[
                    ('brand_id', fields.UUIDField()),
                    ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ('seller_id', fields.UUIDField()),
                    ('customer_id', fields.UUIDField(null=True)),
                    ('visitor_id', fields.UUIDField(null=True)),
                    ('source', fields.CharEnumField(description='FOLLOW: follow\nSCAN: scan\nOPERATOR: operator\nORDER: order', enum_type=BindingSource, max_length=40)),
                    ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ('hand_over_id', fields.UUIDField(null=True)),
                ],
                options={'table': 'bindings', 'app': 'storelet', 'pk_attr': 'id', 'table_description': 'A fact: at this instant the customer (or visitor) was bound to the seller. Policy decides later'},
                bases=['Model'],
            ),
        ),
    ]
