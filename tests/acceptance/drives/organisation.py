"""The chart that comes with the plugin; its registers for whoever holds a post, and not for the host's editors."""

from drives import own, people
from drives.screen import said, screens

from cms.organisation.models import Office, Tenure

own.people()
own.page_to_the_public()
people.loaded()
people.loaded()  # again: nothing changes
assert Office.objects.count() > 40 and Tenure.objects.count() > 90
admin = screens(people.known_as("admin"))
for name in ("unit", "office", "post", "tenure", "portfolio", "delegation", "leadinggroupmember"):
    assert said(admin.open(f"/admin/disclosure_organisation/{name}/")), name
offices = "/admin/disclosure_organisation/office/"
assert "法规处" in said(admin.open(offices))
assert "法规处" not in said(screens(own.EDITOR).open(offices)) and screens(own.EDITOR).path() != offices
own.page_to_the_public("Winter fete", "winter")
print("DRIVEN")
