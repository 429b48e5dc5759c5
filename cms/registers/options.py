"""The base of every register."""

from wagtail_modeladmin.options import ModelAdmin

from cms.registers import views


class Register(ModelAdmin):
    """wagtail-modeladmin with what it leaves open closed (see `views`): no register is made of its base."""

    history_view_enabled = True
    list_per_page = 50
    index_view_class = views.RegisterIndexView
    create_view_class = views.RegisterCreateView
    edit_view_class = views.RegisterEditView
    inspect_view_class = views.RegisterInspectView
    history_view_class = views.RegisterHistoryView
    delete_view_class = views.RegisterDeleteView
