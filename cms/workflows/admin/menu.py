"""Menu items for whoever takes part in what is disclosed; a host's other people never see them."""

from typing import Any

from wagtail.admin.menu import MenuItem

from cms.organisation import permissions


def takes_part(user: Any) -> bool:
    """Whether somebody holds a post now, or administers the site."""
    return bool(user.is_superuser or permissions.held_posts(user, directory=permissions.directory_of(user)))


class PostMenuItem(MenuItem):
    """Shown to whoever takes part."""

    def is_shown(self, request: Any) -> bool:
        return takes_part(request.user)
