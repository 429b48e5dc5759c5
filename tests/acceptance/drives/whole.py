"""The whole set: the host's own type through its chain and found; a stock page through its workflow, as ever."""

import io

from django.core.management import call_command
from drives import approval, own, people
from drives.screen import said, visitor

own.people()
people.loaded()
call_command("workdays", "load", stdout=io.StringIO())
own.page_to_the_public()
address = approval.notice_to_the_public()
call_command("scheduler", "run", once=True, stdout=io.StringIO())
results = visitor().open("/gov/search/?q=lifts")
assert [each["href"] for each in results.select(".search-hits a[href]")][:1] == [address], said(results)[:3000]
for question, title in (("fete", "Summer fete"), ("lifts", approval.TITLE)):
    assert title in said(visitor().open(f"/search/?query={question}")), "the host's own search finds what is public"
own.page_to_the_public("Winter fete", "winter")
print("DRIVEN")
