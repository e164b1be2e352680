from tortoise import migrations
from infra.migration_steps import run_sql_folder

class Migration(migrations.Migration):
    dependencies = [('storelet', '0009_detach_months')]

    initial = False

    operations = [
        run_sql_folder('0010'),
    ]
