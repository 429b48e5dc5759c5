"""Somebody else's site, which was there before: what `wagtail start` makes, grown, with these plugins installed
beside it."""
