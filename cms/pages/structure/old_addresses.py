"""Addresses of an older site: rows of the home page, so that two people approve where each leads now."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable, Site

from cms.pages.editor.forms import PlacedPageForm
from cms.publication import current, redirects, serving
from cms.publication.redirects import OldAddress, UnusableAddress


class HomeRedirect(Orderable):
    """An address of an older site and where it leads now; it counts where nothing else stands."""

    page = ParentalKey("disclosure_pages.HomePage", on_delete=models.CASCADE, related_name="redirects")
    old_path = models.CharField(
        gettext_lazy("old address"),
        max_length=200,
        help_text=gettext_lazy(
            "From the slash on, or pasted as it stands in the browser: /zwgk/show.asp?id=4. With what follows the "
            "question mark it stands for that page alone, without for all of them."
        ),
    )
    target = models.ForeignKey(
        "wagtailcore.Page",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("page"),
    )
    address = models.URLField(gettext_lazy("or another address"), blank=True)

    panels = [FieldPanel("old_path"), PageChooserPanel("target"), FieldPanel("address")]

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("redirect")
        verbose_name_plural = gettext_lazy("redirects")

    def __str__(self) -> str:
        return self.old_path

    def old(self, hosts: Iterable[str] | None = None) -> OldAddress:
        """The address that was typed. Raises UnusableAddress."""
        return redirects.typed(self.old_path, own_hosts() if hosts is None else hosts)

    def clean(self) -> None:
        super().clean()
        try:
            old = self.old()
        except UnusableAddress as error:
            raise ValidationError({"old_path": str(error)}) from error
        if reason := _taken(old):
            raise ValidationError({"old_path": reason})
        if self.old_path.rstrip("/") != old.text:  # an older row keeps its last slash: it reads the same
            self.old_path = old.text
        if bool(self.target_id) == bool(self.address):
            raise ValidationError({"target": _("Choose a page, or enter another address: one of the two.")})

    def fact(self) -> dict[str, Any]:
        return {
            "path": redirects.typed(self.old_path, own_hosts()).text,
            "key": f"page:{self.target_id}" if self.target_id else "",
            "address": self.address,
        }


def own_hosts() -> list[str]:
    """The names under which this site is reached."""
    from cms.pages.structure.homes import HomePage

    known = [host for host in settings.ALLOWED_HOSTS if host != "*"]
    known += list(Site.objects.values_list("hostname", flat=True))
    known += list(HomePage.objects.exclude(site_domain="").values_list("site_domain", flat=True))
    known += [str(getattr(settings, "WAGTAILADMIN_BASE_URL", ""))]
    return [name for host in known if (name := redirects.bare(host) or host)]


def _taken(old: OldAddress) -> str | None:
    """Why this address would never be asked for. One that is published already stays as it is."""
    if old.path == "/" or not serving.answers(f"{old.path}/"):
        return _("This address is taken by the site itself.")
    structure = current.tree()
    home = structure.home()
    published = home.facts.get("redirects", ()) if home else ()
    if any(redirects.typed(entry["path"]).path == old.path for entry in published):
        return None
    found = current.at_path(old.path)
    if found is None:
        return None
    return _("“%(title)s” stands or stood at this address, which answers by itself.") % {"title": found.row.title}


def disagreements(rows: Sequence[HomeRedirect]) -> dict[int, str]:
    """Place of a row → why it cannot stand beside the others. What is no address by itself is passed over."""
    hosts = own_hosts()
    old: dict[int, OldAddress] = {}
    for place, row in enumerate(rows):
        try:
            old[place] = row.old(hosts)
        except UnusableAddress:
            continue
    found: dict[int, str] = {}
    seen: set[Any] = set()
    for place, address in old.items():
        if address.key in seen:
            found[place] = _("There are two redirects for %(path)s.") % {"path": address.text}
        elif _comes_back(place, rows, old, hosts):
            found[place] = _("This redirect leads back to its own address.")
        seen.add(address.key)
    return found


def _comes_back(place: int, rows: Sequence[HomeRedirect], old: dict[int, OldAddress], hosts: list[str]) -> bool:
    here = place
    for _turn in rows:
        try:
            wanted = redirects.typed(rows[here].address, hosts) if rows[here].address else None
        except UnusableAddress:
            return False
        following = [each for each, address in old.items() if wanted and address.names(wanted, exactly=False)]
        if not following:
            return False
        here = max(following, key=lambda each: (len(old[each].query), old[each].path == (wanted and wanted.path)))
        if here == place:
            return True
    return False


class HomePageForm(PlacedPageForm):
    """Compares the redirects as they were entered, without those that are to go."""

    def is_valid(self) -> bool:
        return bool(super().is_valid()) and self._redirects_agree()

    def _redirects_agree(self) -> bool:
        formset = self.formsets.get("redirects")
        if formset is None:
            return True
        kept = [form for form in formset.forms if form not in formset.deleted_forms and form.instance.old_path]
        found = disagreements([form.instance for form in kept])
        for place, reason in found.items():
            kept[place].add_error("old_path", reason)
        return not found
