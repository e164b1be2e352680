from tortoise import fields, migrations

from infra.migration_steps import DescribeField, DescribeFields, run_sql_folder


class Migration(migrations.Migration):
    dependencies = [("storelet", "0012_money_path_guards")]

    initial = False

    operations = [
        run_sql_folder("0013"),
        DescribeFields(DescribeField("PayeeProfile", "asked_at", fields.DatetimeField(null=True))),
    ]
