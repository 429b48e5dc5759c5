"""Hooks into Wagtail's admin: the register of side effects."""

from wagtail_modeladmin.options import modeladmin_register

from cms.outbox.registers import OutboxRegister

modeladmin_register(OutboxRegister)
