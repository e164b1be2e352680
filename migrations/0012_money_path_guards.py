"""Guards of the money path that no service can step around (compliance.md, 6.3)."""

from infra.migration_steps import run_sql_folder
from tortoise import migrations


class Migration(migrations.Migration):
    dependencies = [("storelet", "0011_shoppers")]

    initial = False

    operations = [run_sql_folder("0012")]
