"""Whatever reaches into a host's site is known, and what it does with what is not ours is written down."""

import re

from tests.registrations import ROOT, found

ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def test_every_registration_says_what_it_does_with_what_is_not_ours():
    text = (ROOT / "docs" / "hosts.md").read_text(encoding="utf-8")
    written = {(where, what.strip()) for where, what, effect in ROW.findall(text) if effect.strip()}
    assert found() == written


def test_the_table_would_miss_a_new_one(tmp_path, monkeypatch):
    from tests import registrations

    plugin = tmp_path / "cms" / "new"
    plugin.mkdir(parents=True)
    (plugin / "wagtail_hooks.py").write_text(
        'from wagtail import hooks\nfrom wagtail.models import Page\n\n@hooks.register("before_serve_page")\n'
        "def serve(page): ...\n\nPage.serve = serve\n"
    )
    monkeypatch.setattr(registrations, "ROOT", tmp_path)
    place = "cms/new/wagtail_hooks.py"
    assert registrations.found() == {(place, "hook before_serve_page"), (place, "replaces Page.serve")}
