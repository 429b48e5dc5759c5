"""Wagtail's delete action, which the admin and the API share, refusing in words what something signed or live shows."""

from typing import Any

from wagtail.actions.delete import DeleteAction, DeletePermissionError

from cms.files import protection


class DeleteFileAction(DeleteAction):
    """Registered for images and documents. Raises DeletePermissionError with the sentence of `protection`."""

    permission_policy: Any

    def check(self, skip_permission_checks: bool = False) -> None:
        reason = protection.refusal_to_delete(self.instance)
        within = self.user is None or self.permission_policy.may_in_collection(
            self.user, "delete", self.instance.collection_id
        )
        if reason and within:
            raise DeletePermissionError(reason)
        super().check(skip_permission_checks=skip_permission_checks)
