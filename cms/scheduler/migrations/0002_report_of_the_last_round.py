from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("disclosure_scheduler", "0001_initial")]

    operations = [migrations.RenameField("worker", "told", "report")]
