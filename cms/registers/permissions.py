"""Who may do what with the rows of a register that services write."""

from typing import Any

from wagtail_modeladmin.helpers import PermissionHelper


class SuperuserReads(PermissionHelper):
    """Rows are written by services only. They may hold what a post may not see, so only a superuser reads them."""

    def user_can_list(self, user: Any) -> bool:
        return bool(user.is_active and user.is_superuser)

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False
