"""Approval for a page type of the host's own, without the categories; the host's workflow beside it."""

from drives import approval, own, people

own.people()
people.loaded()
own.page_to_the_public()
approval.notice_to_the_public()
own.page_to_the_public("Winter fete", "winter")
print("DRIVEN")
