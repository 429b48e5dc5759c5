"""The register of reasons for a return."""

from wagtail.admin.panels import FieldPanel, ObjectList

from cms.registers.options import Register
from cms.workflows.cases.returning import ReturnReason


class ReturnReasonRegister(Register):
    """Kept by whoever may: the administrator, and the posts whose role has it."""

    model = ReturnReason
    menu_icon = "undo"
    add_to_settings_menu = True
    list_display = ("text", "place", "is_active")
    list_filter = ("is_active",)
    search_fields = ("text",)
    edit_handler = ObjectList([FieldPanel("text"), FieldPanel("place"), FieldPanel("is_active")])
