import json

from django.db import migrations, models

from cms.ledger.texts import moment


def note_times(apps, schema_editor):
    """A case in approval keeps beside it when what was submitted is to be on view. Those in preparation: the next run of
    the job does it."""
    forms = apps.get_model("disclosure_workflows", "SignedForm").objects
    for case in (
        apps.get_model("disclosure_workflows", "Case").objects.filter(state="open", is_release=False).iterator()
    ):
        text = forms.filter(pk=case.digest).values_list("text", flat=True).first()
        if text and case.action in ("publish", "modify", "repeal"):
            told = json.loads(text)
            case.wanted_from, case.wanted_until = moment(told.get("go_live")), moment(told.get("expire"))
            case.save(update_fields=["wanted_from", "wanted_until"])


class Migration(migrations.Migration):
    dependencies = [("disclosure_workflows", "0003_review_names")]

    operations = [
        migrations.AddField(
            "case", "wanted_from", models.DateTimeField(blank=True, null=True, verbose_name="to go on view")
        ),
        migrations.AddField(
            "case", "wanted_until", models.DateTimeField(blank=True, null=True, verbose_name="to come down")
        ),
        migrations.AddField("pendingseat", "told", models.JSONField(default=None, null=True)),
        migrations.RunPython(note_times, migrations.RunPython.noop),
    ]
