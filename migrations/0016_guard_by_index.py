"""The guard of new commission lines looks each up by its key, and knows a buyer whose data was erased."""

from infra.migration_steps import run_sql_folder
from tortoise import migrations


class Migration(migrations.Migration):
    dependencies = [("storelet", "0015_console")]

    initial = False

    operations = [run_sql_folder("0016")]
