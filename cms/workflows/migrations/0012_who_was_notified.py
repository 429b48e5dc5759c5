from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("disclosure_workflows", "0011_choices_from_the_vocabulary")]

    operations = [migrations.RenameField("pendingseat", "told", "notified")]
