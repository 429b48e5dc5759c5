"""Checks of the settings, and the command that verifies the vault."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from cms.files import vault
from cms.files.checks import settings_agree


def ids(problems):
    return {problem.id for problem in problems}


def test_settings_that_agree(house):
    assert settings_agree(None) == []


def test_a_vault_in_a_served_folder_is_an_error(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    assert "disclosure_files.E001" in ids(settings_agree(None))
    settings.STATIC_ROOT = None
    settings.DISCLOSURE_VAULT = ""
    assert "disclosure_files.E001" in ids(settings_agree(None))


def test_the_largest_rendition_is_one_of_the_list(settings):
    settings.DISCLOSURE_RENDITION_LARGEST = "width-9999"
    assert "disclosure_files.E002" in ids(settings_agree(None))


def test_stock_forms_are_warned_of(settings):
    settings.WAGTAILIMAGES_IMAGE_FORM_BASE = ""
    assert ids(settings_agree(None)) == {"disclosure_files.W001"}


def test_the_command_names_every_problem(make_document, make_image):
    document, image = make_document(), make_image()
    image.sealed_files()
    call_command("vault", "verify", stdout=io.StringIO())
    vault.current()._path(document.sha256).unlink()
    path = vault.current()._path(image.sha256)
    path.chmod(0o640)
    path.write_bytes(b"forged")
    printed = io.StringIO()
    with pytest.raises(CommandError):
        call_command("vault", "verify", json=True, stdout=printed)
    problems = json.loads(printed.getvalue())["problems"]
    assert {(problem["kind"], problem["name"]) for problem in problems} == {
        ("missing", document.sha256),
        ("altered", image.sha256),
    }
