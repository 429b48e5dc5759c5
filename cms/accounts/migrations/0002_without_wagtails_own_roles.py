"""What Wagtail makes in every new site and what decides nothing in this one: two groups, and a workflow of theirs.

Who may do what follows from posts, and who signs from the chains: somebody who put a person into “Moderators” would have
done nothing. Whatever is in use stays.
"""

from django.db import migrations

GROUPS = ("Moderators", "Editors")
WORKFLOW = "Moderators approval"


def delete_unused(apps, schema_editor):
    workflows, tasks = apps.get_model("wagtailcore", "Workflow"), apps.get_model("wagtailcore", "GroupApprovalTask")
    for workflow in workflows.objects.filter(name=WORKFLOW):
        if not apps.get_model("wagtailcore", "WorkflowState").objects.filter(workflow=workflow).exists():
            workflow.delete()
    for task in tasks.objects.filter(name=WORKFLOW):
        is_used = apps.get_model("wagtailcore", "WorkflowTask").objects.filter(task_id=task.pk).exists()
        if not is_used and not apps.get_model("wagtailcore", "TaskState").objects.filter(task_id=task.pk).exists():
            task.delete()
    groups = apps.get_model("auth", "Group").objects.filter(name__in=GROUPS)
    in_use = {group.pk for group in groups if group.user_set.exists()}
    in_use |= set(tasks.groups.through.objects.values_list("group_id", flat=True))
    try:
        roles = apps.get_model("disclosure_organisation", "Post").roles.through.objects
    except LookupError:
        pass
    else:
        in_use |= set(roles.values_list("group_id", flat=True))
    groups.exclude(pk__in=in_use).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure_accounts", "0001_initial"),
        ("wagtailcore", "0048_add_default_workflows"),
        # these give rights to the two groups
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0002_initial_data"),
        ("wagtaildocs", "0002_initial_data"),
    ]

    operations = [migrations.RunPython(delete_unused, migrations.RunPython.noop)]
