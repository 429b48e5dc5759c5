"""Hooks into Wagtail's admin: the register of subject classes."""

from wagtail_modeladmin.options import modeladmin_register

from cms.pages.registers import SubjectClassRegister

modeladmin_register(SubjectClassRegister)
