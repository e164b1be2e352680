from tortoise import migrations
from infra.migration_steps import run_sql_folder

class Migration(migrations.Migration):
    dependencies = [('storelet', '0008_statements')]

    initial = False

    operations = [run_sql_folder('0009')]
