"""Search alone: its page below the host's, the host's pages found as they stand, nothing that is not public."""

import io

from django.core.management import call_command
from drives import own
from drives.screen import said, visitor
from home.models import HomePage


def found(question):
    """The addresses of the host's own pages among what is found."""
    return [each["href"] for each in visitor().open(f"/find/?q={question}").select(".search-host a")]


own.people()
call_command("search", "rebuild", stdout=io.StringIO())
assert "/fete/" not in str(visitor().open("/find/?q=fete"))
address = own.page_to_the_public()
shown = visitor().open("/find/?q=fete")
assert shown.select_one('form[role="search"] input[name="q"]') is not None
assert found("fete") == [address]
article = own.article("规划说明", "plan-notes", "本次修订调整了沿江岸线的控制要求。", "Heading of the notes")
assert found("岸线 控制") == found("heading of the NOTES") == [article]
assert found("paragraph") == found("u6cbf") == [], "how a stream is stored is no text of it"
own.taken_down(HomePage.objects.get(slug="fete"))
assert address not in str(visitor().open("/find/?q=fete")) and found("fete") == []
assert "suggestions" in said(visitor().open("/find/suggest/?q=f"))
print("DRIVEN")
