"""An item of the host's own type through its chain to the public, by the buttons that each person is offered."""

from django.urls import reverse
from drives import own, people
from drives.screen import filled, said, screens, visitor
from notices.models import NoticePage

from cms.organisation.models import Post
from cms.workflows.cases import progress
from cms.workflows.cases.models import Case

DRAFTER = "editor_announcements"
TITLE, TEXT = "Lifts are inspected", "All of them, in May, by the institute."
ATTESTED = ("accurate", "necessary", "no_secret", "no_harm")


def drafts_notices(identifier=DRAFTER):
    """The administrator ticks the category at a post, in the register: whoever holds it may begin such pages."""
    post = Post.objects.get(unit__kind="municipal", identifier=identifier)
    admin = screens(people.known_as("admin"))
    address = f"/admin/disclosure_organisation/post/edit/{post.pk}/"
    form = admin.form(address, f'form[action*="/post/edit/{post.pk}/"]')
    offered = form.select_one('input[name="categories"][value="host_notices"]')
    assert offered is not None, "the register offers the category of the app"
    admin.send(form, categories=[*filled(form).get("categories", []), "host_notices"])
    post.refresh_from_db()
    assert "host_notices" in post.categories
    return post


def notice_to_the_public():
    """Begun by the holder of a post, submitted, signed, published: its address. Nobody of the host's own may."""
    post = drafts_notices()
    address = reverse("wagtailadmin_pages:add", args=["notices", "noticepage", own.home().pk])
    for name in (own.EDITOR, own.MODERATOR):
        assert screens(name).status(address) in (302, 403), (name, "holds no post")
    entered = {"title": TITLE, "slug": "lifts", "issuing_office": str(post.office_id), "text": own.draftail(TEXT)}
    page = own.written(people.known_as(DRAFTER), NoticePage, **entered)
    case = submitted(people.known_as(DRAFTER), page)
    assert visitor().status("/lifts/") == 404
    pressed = carried_through(case)
    assert [kind for kind, _person in pressed][-1] == "publish" and len(pressed) >= 3, pressed
    assert people.known_as(DRAFTER) not in [person for _kind, person in pressed], "whoever wrote it signs nothing"
    shown = said(visitor().open("/lifts/"))
    assert TITLE in shown and TEXT in shown, shown
    return "/lifts/"


def submitted(name, item):
    """The draft's case, attested and submitted by somebody of its office."""
    case = Case.objects.get(item=item.disclosure_key)
    form = screens(name).form(reverse("disclosure_approval:submit", args=[case.pk]), 'form:has([name="accurate"])')
    answer = screens(name).send(form, **{each: "on" for each in ATTESTED if form.select_one(f'[name="{each}"]')})
    case.refresh_from_db()
    assert case.state == Case.State.OPEN, said(answer)[:3000]
    return case


def carried_through(case):
    """Whoever's turn it is presses the button that is offered, until the chain is over: [(kind of step, person)]."""
    pressed = []
    for _turn in range(20):
        case.refresh_from_db()
        situation = progress.look(case)
        step = situation.position.step
        if step is None:
            assert case.state == Case.State.COMPLETED
            return pressed
        person = situation.seats()[0].assignment.holders[0].username
        verb = "publish" if step.definition.finishes else "sign"
        address = reverse("disclosure_approval:case", args=[case.pk])
        screens(person).send(screens(person).form(address, f'form[data-verb="{verb}"]'))
        pressed.append((step.kind, person))
    raise AssertionError(f"the case never ends: {pressed}")
