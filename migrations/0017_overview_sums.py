"""Sales added up by day and month, and counts of periods that are over."""

from infra.migration_steps import DescribeModel, DescribeModels, run_sql_folder
from models.numbers import PeriodCounted, SalesDimension, SalesGrain
from tortoise import fields, migrations


class Migration(migrations.Migration):
    dependencies = [("storelet", "0016_guard_by_index")]

    initial = False

    operations = [
        run_sql_folder("0017"),
        DescribeModels(
            DescribeModel(
                name="PeriodCount",
                fields=[
                    ("brand_id", fields.UUIDField(primary_key=True)),
                    ("what", fields.CharEnumField(PeriodCounted, max_length=40)),
                    ("dimension", fields.TextField()),
                    ("seller_id", fields.UUIDField()),
                    ("key", fields.TextField()),
                    ("first_day", fields.DateField()),
                    ("last_day", fields.DateField()),
                    ("counted", fields.IntField()),
                    ("counted_at", fields.DatetimeField()),
                ],
                options={
                    "table": "period_counts",
                    "app": "storelet",
                    "pk_attr": "brand_id",
                    "table_description": "How many people came, or customers paid, in a period that is over: counted once.",
                },
                bases=["Model"],
            ),
            DescribeModel(
                name="SalesSum",
                fields=[
                    ("brand_id", fields.UUIDField(primary_key=True)),
                    ("grain", fields.CharEnumField(SalesGrain, max_length=40)),
                    ("dimension", fields.CharEnumField(SalesDimension, max_length=40)),
                    ("starts", fields.DateField()),
                    ("key", fields.TextField()),
                    ("orders", fields.IntField()),
                    ("repeated", fields.IntField()),
                    ("units", fields.IntField()),
                    ("gross", fields.BigIntField()),
                    ("refunded", fields.BigIntField()),
                    ("commission", fields.BigIntField()),
                    ("commissioned", fields.BigIntField()),
                ],
                options={
                    "table": "sales_sums",
                    "app": "storelet",
                    "pk_attr": "brand_id",
                    "table_description": "What was sold on a day of the brand's calendar, or in a month that is over.",
                },
                bases=["Model"],
            ),
        ),
    ]
