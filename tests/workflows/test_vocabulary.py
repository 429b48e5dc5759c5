"""A kind of step and a channel that the product does not have: each is one value and one template, and all else follows
from what the value says."""

import pytest

from cms.pages.models import LicensingPage
from cms.publication import current
from cms.workflows.cases import lookup, regulation
from cms.workflows.cases.models import Case, PendingSeat
from cms.workflows.chains import reading
from cms.workflows.chains.vocabulary import CHANNELS, LEADING, STEP_KINDS, Channel, Phase, StepKind
from tests.factories.bureau import Bureau, fees, sign_all, submit, user
from tests.workflows.by_buttons import At, text

DELIBERATION = StepKind(
    "deliberate", "合议", Phase.SIGNATURE, roles=LEADING, consent="合议同意。", template="testapp/deliberate.html"
)
BOARD = Channel("board", "公告栏", template="testapp/board.html")


@pytest.fixture
def enlarged(db):
    bureau = Bureau()
    with STEP_KINDS.also(DELIBERATION), CHANNELS.also(BOARD):
        signing = '  { kind = "sign", seats = ["deputy_in_charge", "deputy_publicity"] },\n  { kind = "publish"'
        written = reading.FILE.read_text(encoding="utf-8")
        changed = written.replace(signing, signing.replace('"sign"', '"deliberate"'), 1)
        changed = changed.replace('channels = ["web", "wall", "touch', 'channels = ["web", "board", "wall", "touch', 1)
        changed += '\n[channels.board]\nclause = "§4.5"\nsteps = [{ kind = "post", seats = ["general"] }]\n'
        assert changed.count("board") == 2 and '"deliberate"' in changed
        regulation.activate(changed, None, "合议与公告栏")
        yield bureau


def test_a_new_kind_of_step_is_signed_by_its_button_and_a_new_channel_shows_the_item(enlarged):
    page = enlarged.licence()
    fees(page)
    case = submit(page)
    sign_all(case, until="deliberate")
    author, waiting = At("editor_licensing"), PendingSeat.objects.filter(case=case)
    assert {row.kind for row in waiting} == {"deliberate"} and len(waiting) == 2
    assert "合议" in text(author.case(case))
    for person in ("deputy_licensing", "deputy_publicity"):
        at = At(person)
        assert "合议" in text(at.queue())
        seen = at.case(case)
        assert "由各位局领导当面议定" in text(seen.select_one('form[data-verb="sign"]'))
        assert seen.select_one('form[data-verb="sign"] button').get_text(strip=True) == "合议"
        at.press(case, "sign")
    sign_all(case)
    page = LicensingPage.objects.get(pk=page.pk)
    assert current.of_item(page.disclosure_key, "web") is not None

    links = [each["href"] for each in author.page(f"/admin/pages/{page.pk}/edit/").select("a[href]")]
    beginning = next(each for each in links if each.rstrip("/").endswith("/board"))
    author.fill(beginning)
    release = Case.objects.get(item=page.disclosure_key, channel="board")
    assert lookup.running(page, "board") == release
    author.submits(release)
    sign_all(release)
    assert current.of_item(page.disclosure_key, "board").digest == current.of_item(page.disclosure_key, "web").digest
    shown = text(author.page("/admin/cases/channels/board/"))
    assert "公告栏张贴清单" in shown and page.title in shown
    assert "公告栏" in text(author.page(f"/admin/cases/life/{page.pk}/"))


def test_whoever_wrote_it_deliberates_on_nothing(enlarged):
    """The phase says that it is a signature: rule 2 bars the authors without another word."""
    page = enlarged.licence()
    draft = page.get_latest_revision_as_object()
    draft.quota = "不限"
    draft.save_revision(user=user("deputy_publicity"))
    fees(page)
    case = submit(page)
    sign_all(case, until="deliberate")
    assert "sign" not in At("deputy_publicity").offered(case)


def test_a_word_is_taken_once():
    with pytest.raises(ValueError, match="another kind of step called sign"):
        STEP_KINDS.add(StepKind("sign", "x", Phase.PASSING))
