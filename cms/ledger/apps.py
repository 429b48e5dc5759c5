from typing import Any

from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin, setting


def _keys(value: object) -> str:
    from cms.ledger import keys

    keys.ring()
    return ""


def _checkpoint_log(value: object) -> str:
    from cms.ledger import checkpoints

    checkpoints.place()
    return ""


def _zones(value: object) -> str:
    return "" if value else "USE_TZ is off: what is recorded needs moments, not the clock on the wall."


def _databases(value: Any) -> str:
    engine = str(value["default"].get("ENGINE", "")) if value else ""
    if "sqlite" in engine:
        mode = str(value["default"].get("OPTIONS", {}).get("transaction_mode", "")).upper()
        return "" if mode == "IMMEDIATE" else "On SQLite two who record at once fail unless transactions are IMMEDIATE."
    if engine and not any(each in engine for each in ("postgresql", "postgis")):
        return f"{engine} cannot protect the record: it is kept by triggers of PostgreSQL or SQLite."
    return ""


KEYS = 'DISCLOSURE_SEAL_KEYS = {"key1": "<64 random hex digits, kept secret>"}'
CHECKPOINT_LOG = 'DISCLOSURE_WITNESS = "<folder outside the database>/witness.log"'
SQLITE = 'DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}'


class LedgerConfig(Plugin):
    name = "cms.ledger"
    label = "disclosure_ledger"
    verbose_name = _("ledger")
    needs = (
        setting(3, "DISCLOSURE_SEAL_KEYS", KEYS, _keys),
        setting(101, "DISCLOSURE_WITNESS", CHECKPOINT_LOG, _checkpoint_log),
        setting(102, "USE_TZ", "USE_TZ = True", _zones),
        setting(103, "DATABASES", SQLITE, _databases),
    )

    def ready(self) -> None:
        from cms.ledger import checks, derived

        connection_created.connect(derived.attach, dispatch_uid="disclosure_derived")
        pre_migrate.connect(checks.refuse_taking_back, sender=self, dispatch_uid="disclosure_append_only")
        post_migrate.connect(checks.install_after_migrate, dispatch_uid="disclosure_append_only")
