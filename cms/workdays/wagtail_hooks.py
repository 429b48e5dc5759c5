"""Hooks into Wagtail's admin: the register of holiday notices."""

from wagtail_modeladmin.options import modeladmin_register

from cms.workdays.registers import NoticeRegister

modeladmin_register(NoticeRegister)
