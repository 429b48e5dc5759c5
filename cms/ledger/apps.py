from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "cms.ledger"
    label = "disclosure_ledger"
    verbose_name = _("ledger")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.ledger import checks, derived

        connection_created.connect(derived.attach, dispatch_uid="disclosure_derived")
        pre_migrate.connect(checks.refuse_taking_back, sender=self, dispatch_uid="disclosure_append_only")
        post_migrate.connect(checks.install_after_migrate, dispatch_uid="disclosure_append_only")
