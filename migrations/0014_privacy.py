"""Customers who were erased, and the right to delete what nobody needs any longer."""

from infra.migration_steps import DescribeField, DescribeFields, run_sql_folder
from tortoise import fields, migrations
from tortoise.contrib.postgres import fields as pg_fields


class Migration(migrations.Migration):
    dependencies = [("storelet", "0013_payout_requests")]

    initial = False

    operations = [
        run_sql_folder("0014"),
        DescribeFields(
            DescribeField("Customer", "erased_at", fields.DatetimeField(null=True)),
            DescribeField("Customer", "same_as_sellers", pg_fields.ArrayField(element_type="uuid", default=list)),
        ),
    ]
