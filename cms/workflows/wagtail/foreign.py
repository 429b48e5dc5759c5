"""Pages of the host: Wagtail's own rules hold for them, but for what stands below them and goes through a chain."""

from typing import Any

from wagtail.models import AbstractPage, Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.publication import disclosable
from cms.workflows.cases import drafting
from cms.workflows.wagtail.policies import PostsPolicy, action_of

LOOKED_AT = 50
"""So many drafts below a page are asked one by one whether they may go with it; where there are more it stays."""


class ForeignPageTester(PagePermissionTester):
    """What is stored counts, as ever. A page with items below is neither deleted nor moved where one of them may not
    be; and whoever drafts in a unit whose tree begins here may begin items."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        self.enters_by_post = False
        if user.is_active and not user.is_superuser:
            stored = PagePermissionPolicy(Page).get_cached_permissions_for_user(user)
            self.permissions = {action_of(each) for each in stored if page.path.startswith(each.page.path)}
            by_posts = PostsPolicy(Page).get_cached_permissions_for_user(user)
            self.enters_by_post = any(page.path.startswith(each.page.path) for each in by_posts)
        self._keeps_items: bool | None = None

    def can_add_subpage(self) -> bool:
        if super().can_add_subpage():
            return True
        return self.enters_by_post and bool(items_to_begin(self.page, self.user))

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(super().can_delete(ignore_bulk)) and not self.keeps_items()

    def can_move_to(self, destination: Any) -> bool:
        return bool(super().can_move_to(destination)) and not self.keeps_items()

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        """With all below it only where nothing of that goes through a chain: each item is copied on its own. A post
        that begins items at the destination opens it to no page of the host's."""
        if (recursive and self.holds_items()) or not super().can_copy_to(destination, recursive):
            return False
        return self.user.is_superuser or "add" in destination.permissions_for_user(self.user).permissions

    def holds_items(self) -> bool:
        """Whether anything below goes through a chain."""
        return not self.page.is_leaf() and bool(disclosable.only(self.page.get_descendants()).exists())

    def keeps_items(self) -> bool:
        """Whether something below goes through a chain and stays, or is not this person's to delete."""
        if self._keeps_items is None:
            self._keeps_items = self.holds_items() and not self._may_take_them_along()
        return self._keeps_items

    def _may_take_them_along(self) -> bool:
        items = disclosable.only(self.page.get_descendants())
        if drafting.any_stays(items):
            return False
        drafts = list(items[: LOOKED_AT + 1])
        return len(drafts) <= LOOKED_AT and all(drafting.may_draft(self.user, draft.specific, None) for draft in drafts)


def types_to_begin(parent: Any, user: Any) -> list[Any]:
    """The types of pages that somebody may begin below a page of the host: its own by what is stored, items by
    posts."""
    asked = parent.permissions_for_user(user)
    own = user.is_superuser or "add" in getattr(asked, "permissions", ())
    models = type(parent).creatable_subpage_models() if own else ()
    stock = [model for model in models if not disclosable.is_disclosed(model) and model.can_create_at(parent)]
    return [*stock, *items_to_begin(parent, user)]


def items_to_begin(parent: Any, user: Any) -> list[Any]:
    """The types that go through a chain, may stand below a page of the host, and are this person's to draft."""
    place = parent.specific
    models = [model for model in type(place).creatable_subpage_models() if disclosable.is_disclosed(model)]
    return drafting.drafted(user, [model for model in models if model.can_create_at(place)], None)


def install() -> None:
    """From now on, once: Wagtail asks a page itself what somebody may do with it, and has no other way to add to it."""
    stock = AbstractPage.permissions_for_user
    if getattr(stock, "_disclosure", False):
        return

    def permissions_for_user(self: Any, user: Any) -> Any:
        """What may be done with a page: Wagtail's own answer for a host's page, with what stands below it in mind."""
        found = stock(self, user)
        return ForeignPageTester(user, self) if type(found) is PagePermissionTester else found

    permissions_for_user._disclosure = True  # type: ignore[attr-defined]  # our own mark
    AbstractPage.permissions_for_user = permissions_for_user
