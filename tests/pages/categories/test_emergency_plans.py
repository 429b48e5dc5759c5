"""应急预案 (§3.2)."""

from cms.pages.models import EmergencyMeasure, EmergencyPlanPage
from tests.pages.categories.drafts import draft, unfilled


def test_it_says_what_happens_who_commands_and_what_is_done(site):
    page = draft(site, EmergencyPlanPage)
    assert unfilled(page) == {"scenario", "commander", "responses"}
    page.scenario, page.commander = "锅炉爆炸", "局长"
    page.responses = [EmergencyMeasure(phase="响应", measure="疏散", responsible="特设处")]
    assert unfilled(page) == set()


def test_its_first_version_is_still_read():
    """Version 1 declared fields of a 公示 that no form of this type ever asked for."""
    schema = EmergencyPlanPage.disclosure_schema
    content = {**dict.fromkeys(schema.fields, ""), "for_comment": False, "objections_to": ""}
    read = schema.read(1, {"content": content, "children": {name: [] for name in schema.children}})
    assert set(read["content"]) == set(schema.fields)
