"""The register of what came on view or down by time. For superusers."""

from cms.lifecycle.models import VisibilityTransition
from cms.registers.options import Register
from cms.registers.permissions import SuperuserReads


class TransitionRegister(Register):
    """What came on view or down by time, and what could not be recorded so far."""

    model = VisibilityTransition
    menu_icon = "history"
    add_to_settings_menu = True
    list_display = ("due_at", "item", "channel", "kind", "done_at", "failures", "error")
    list_filter = ("kind", "channel")
    search_fields = ("item",)
    inspect_view_enabled = True
    permission_helper_class = SuperuserReads
