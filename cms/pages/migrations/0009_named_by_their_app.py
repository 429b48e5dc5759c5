"""`HomePage` of ours and of a site beside it do not clash: a page knows each by its app. Nothing in the database changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PAGES = (
    "announcementpage",
    "awardpage",
    "cataloguepage",
    "columnpage",
    "complaintresultpage",
    "emergencyplanpage",
    "homepage",
    "internalfolderpage",
    "licencegrantspage",
    "licensingpage",
    "logisticspage",
    "opennesscontactpage",
    "organisationpage",
    "otherinternalpage",
    "personnelmatterpage",
    "planpage",
    "projectspendingpage",
    "publicservicepage",
    "recruitmentpage",
    "regulationpage",
    "sitemappage",
    "unithomepage",
)


def page_of():
    return models.OneToOneField(
        on_delete=django.db.models.deletion.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="%(app_label)s_%(class)s",
        serialize=False,
        to=settings.WAGTAIL_PAGE_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure_pages", "0008_comment_fields_only_where_they_are_asked_for"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(model_name=name, name="page_ptr", field=page_of()) for name in PAGES
            ]
        )
    ]
