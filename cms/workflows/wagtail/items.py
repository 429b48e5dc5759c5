"""What a Wagtail model needs to go through a chain. A page type inherits it; any model with revisions can."""

import datetime
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock
from wagtail.models import AbstractPage, WorkflowMixin

from cms.ledger import services as ledger
from cms.ledger.texts import canonical, sha256
from cms.publication import canonical as forms
from cms.publication import current, rendering, serving
from cms.publication.canonical import CanonicalContent
from cms.publication.disclosable import Disclosable
from cms.workflows.cases import lookup, regulation
from cms.workflows.cases.validation import Findings
from cms.workflows.chains import routing
from cms.workflows.chains.vocabulary import Action
from cms.workflows.wagtail.policies import ItemPermissionTester

_TASK = "current_task_state__task"


class CaseLock(BaseLock):
    """While a case is in approval nobody edits the item, a superuser neither: take it back first (rule 1)."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> str:
        return _("This item is in approval. To edit it, take it back first: that voids the signatures given so far.")

    def get_icon(self, user: Any) -> str:
        return "lock"

    def get_locked_by(self, user: Any) -> str:
        return _("In approval")

    def get_description(self, user: Any) -> str:
        return _("What was submitted is what goes live; an edit would void its signatures.")


def _without_chain(item: Any) -> str:
    """Why no case about the item could begin: no chain that is in force is for it, on whatever channel."""
    rules = regulation.active()
    known = rules.classes.get(item.procedure_class)
    if known is not None and known.channels:
        return ""
    try:
        routing.chain_for(rules, item.procedure_class, Action.PUBLISH, item.disclosure_channel)
    except routing.RoutingError as error:
        said = _("No chain that is in force is for this, so it could never be published (chain activate). %(error)s")
        return said % {"error": error}
    return ""


class DisclosureItem(Disclosable):
    """Mixin, before `Page` or the mixins of a snippet. See `Disclosable` for what is shown of it.

    `category` and `procedure_class` decide the chain; `issuing_office` is the provider. `provided_parts` maps a seat
    to the fields that it alone provides.
    """

    category: ClassVar[str]
    procedure_class: Any
    provided_parts: ClassVar[dict[str, tuple[str, ...]]] = {}
    release_classes: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Channel → procedure classes, beside the item's own, by which a part of it goes to that channel (§5.2)."""
    issuing_office: Any

    def concerned_offices(self) -> list[Any]:
        """The offices that provided part of the item; the issuing office always."""
        return [self.issuing_office]

    def missing(self, action: str) -> list[str]:
        """What must still be entered before the action can be submitted, in words."""
        return []

    def reason_without_expiry(self, form: CanonicalContent) -> str:
        """Why what this form shows has no expiry, as it is signed; "" where nobody has to say."""
        return ""

    @classmethod
    def words_of(cls, name: str, value: Any) -> str | None:
        """What people call a value of a field that says it in identifiers; None where the field itself tells."""
        return None

    def examined(self, action: str, user: Any, at: datetime.datetime) -> Findings:
        """What this person has to put right or should know before the action is submitted, beyond what is missing.

        What they may not see is not named to them.
        """
        return Findings()

    def disagreements(self) -> list[str]:
        """What its fields and rows say against each other, in words; asked of the whole, not while a form is read."""
        return []

    def known_of(self, row: Any) -> set[str]:
        """The fields of one of its child rows that name what was found there when the draft was read."""
        return set()

    def changes_rule(self, before: CanonicalContent | None, after: CanonicalContent) -> bool:
        """Whether the rule that a normative document lays down changes, and not only what is told about it (§5.5.2)."""
        return False

    def changes_contacts_only(self, before: CanonicalContent, after: CanonicalContent) -> bool:
        """Whether nothing but contacts and duty phones changes (§5.5.2)."""
        return False

    def end(self, kind: str, act: str, successor: str) -> bool:
        """Mark this draft as repealed or lapsed by an act; False for an item that is taken down instead."""
        return False

    def part_digest(self, seat_identifier: str) -> str:
        """Digest of the fields that a seat provides; of the whole form when it provides no field of its own."""
        names = self.provided_parts.get(seat_identifier)
        if not names:
            return forms.make(self).digest
        schema = self.disclosure_schema
        part: dict[str, Any] = {}
        for name in names:
            if name in schema.children:
                rows = getattr(self, name).all()
                part[name] = [[forms.value_of(row, each) for each in schema.children[name]] for row in rows]
            else:
                part[name] = forms.value_of(self, name)  # type: ignore[arg-type]  # mixed into models only
        return sha256(canonical(part))

    # An item without a chain, or that cannot be recorded, is not saved: no case would begin, and nobody would notice

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        super().full_clean(*args, **kwargs)  # type: ignore[misc]  # of Django's Model
        self._refuse_without_case()

    def minimal_clean(self) -> None:
        """Of pages: drafts too."""
        super().minimal_clean()  # type: ignore[misc]  # of Wagtail's Page
        self._refuse_without_case()

    def _refuse_without_case(self) -> None:
        if not self.disclosure_channel:
            return
        wrong = ledger.refusal()
        said = _("Nothing can be recorded: %(why)s") % {"why": wrong} if wrong else _without_chain(self)
        if said:
            raise ValidationError({NON_FIELD_ERRORS: [said]})

    # Wagtail's own ways past the chain, closed for this item

    def get_lock(self) -> Any:
        if lookup.is_in_approval(self):
            return CaseLock(self)
        if isinstance(self, WorkflowMixin) and "_current_workflow_states" not in self.__dict__:
            # Wagtail's own place for it (`prefetch_workflow_states`): it asks ten times while it draws the editor
            self._current_workflow_states = list(self.workflow_states.active().select_related(_TASK)[:1])
        return super().get_lock()  # type: ignore[misc]  # of Wagtail's LockableMixin or WorkflowMixin

    def get_workflow(self) -> None:
        """Wagtail's own submission is not offered: routing is the regulation's (`routing.plan_for`)."""
        return None

    @property
    def has_workflow(self) -> bool:
        return False

    def permissions_for_user(self, user: Any) -> Any:
        """What Wagtail's admin offers for this page."""
        return ItemPermissionTester(user, self)  # type: ignore[arg-type]  # asked of pages only

    def types_to_begin(self, user: Any) -> list[Any]:
        """The types of pages that somebody may begin below this one."""
        below: Any = type(self)
        return [model for model in below.creatable_subpage_models() if model.can_create_at(self)]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Never from live rows: where Wagtail's own view gets here, the public reads the publication at this
        address."""
        response: Any = serving.serve_item(request, self.disclosure_key)
        return response

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """(site, root address, path) of the current publication, for the admin's links; None when it is not public."""
        if not isinstance(self, AbstractPage):
            return None
        site = next((root for root in self._get_relevant_site_root_paths() if root.site_id), None)
        found = current.link(self.disclosure_key, self.disclosure_channel or lookup.WEB)
        if site is None or found is None:
            return None
        return site.site_id, site.root_url, found.url

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft through the same code as the public page: what is not part of the form does not appear."""
        form = forms.make(self)
        facts = rendering.preview(form, timezone.now())
        return HttpResponse(rendering.render(form, facts, request))
