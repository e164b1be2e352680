import functools
from json import dumps, loads
from uuid import uuid4

from tortoise import fields, migrations

from infra.migration_steps import DescribeField, DescribeFields, DescribeModel, DescribeModels, run_sql_folder
from models.people import SellingRequestState


class Migration(migrations.Migration):
    dependencies = [("storelet", "0014_privacy")]

    initial = False

    operations = [
        run_sql_folder("0015"),
        DescribeFields(DescribeField("HandOver", "coupons", fields.IntField(default=0))),
        DescribeModels(
            DescribeModel(
                name="CouponOwnerChange",
                fields=[
                    ("brand_id", fields.UUIDField()),
                    ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ("coupon_id", fields.UUIDField()),
                    ("from_seller_id", fields.UUIDField()),
                    ("to_seller_id", fields.UUIDField()),
                    ("hand_over_id", fields.UUIDField()),
                    ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={
                    "table": "coupon_owner_changes",
                    "app": "storelet",
                    "pk_attr": "id",
                    "table_description": "Whose coupon it was from an instant on: an order paid before stays with whom it was credited to.",
                },
                bases=["Model"],
            ),
            DescribeModel(
                name="EvidenceReport",
                fields=[
                    ("brand_id", fields.UUIDField()),
                    ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ("until", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ("hash", fields.TextField(unique=False)),
                    (
                        "body",
                        fields.JSONField(
                            encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                        ),
                    ),
                    ("note", fields.TextField(default="", unique=False)),
                    ("made_by", fields.UUIDField(null=True)),
                    ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ],
                options={
                    "table": "evidence_reports",
                    "app": "storelet",
                    "pk_attr": "id",
                    "table_description": "An evidence report as it was made for somebody: the figures of that instant, kept as they were (G-12).",
                },
                bases=["Model"],
            ),
            DescribeModel(
                name="SellingRequest",
                fields=[
                    ("brand_id", fields.UUIDField()),
                    ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                    ("account_id", fields.UUIDField()),
                    ("words", fields.TextField(default="", unique=False)),
                    (
                        "state",
                        fields.CharEnumField(
                            default=SellingRequestState.WAITING,
                            description="WAITING: waiting\nAPPROVED: approved\nREFUSED: refused\nWITHDRAWN: withdrawn",
                            enum_type=SellingRequestState,
                            max_length=40,
                        ),
                    ),
                    ("asked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                    ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                    ("decided_by", fields.UUIDField(null=True)),
                    ("reason", fields.TextField(default="", unique=False)),
                    ("seller_id", fields.UUIDField(null=True)),
                ],
                options={
                    "table": "selling_requests",
                    "app": "storelet",
                    "pk_attr": "id",
                    "table_description": "Somebody with an account asks to sell; the brand approves or refuses. Asking and joining cost nothing.",
                },
                bases=["Model"],
            ),
        ),
    ]
