"""Hooks into Wagtail's admin: the register of synonyms."""

from wagtail_modeladmin.options import modeladmin_register

from search.registers import SynonymRegister

modeladmin_register(SynonymRegister)
