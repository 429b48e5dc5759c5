"""The register of subject classes in the admin."""

from typing import Any

from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper

from cms.pages.catalogue.subjects import SubjectClass
from cms.registers.options import Register


class SubjectPermissionHelper(PermissionHelper):
    """A subject class is never deleted: published items are filed under it."""

    def user_can_delete_obj(self, user: Any, obj: SubjectClass) -> bool:
        return False


class SubjectClassRegister(Register):
    model = SubjectClass
    menu_icon = "tag"
    menu_order = 320
    list_display = ("code", "name")
    list_export = ("code", "name")
    search_fields = ("code", "name")
    inspect_view_enabled = True
    permission_helper_class = SubjectPermissionHelper
    edit_handler = ObjectList([FieldPanel("code"), FieldPanel("name")])
