"""A deployment refuses to start on an unsafe default, and says what is unsafe."""

import os
import subprocess
import sys

import pytest

SAFE = {
    "SECRET_KEY": "kU3-9xq_Zp0vTtR7wYb2NcM5sLdF8gHjK1aQeWzX4iOuPyBnVmA6",
    "DISCLOSURE_SEAL_KEYS": "k1:00112233445566778899aabbccddeeff0123456789abcdef",
    "ALLOWED_HOSTS": "zj.example.test",
    "SITE_URL": "https://zj.example.test",
    "DATABASE_URL": "postgres://site@db/disclosure",
    "CACHE_URL": "redis://cache/0",
    "EMAIL_HOST": "mail.example.test",
    "DEFAULT_FROM_EMAIL": "gongkai@example.test",
    "DISCLOSURE_VAULT": "/srv/disclosure/vault",
    "DISCLOSURE_WITNESS": "/srv/disclosure/witness.log",
}


def start(tmp_path, **changes):
    environment = {name: value for name, value in {**SAFE, **changes}.items() if value is not None}
    environment |= {"PATH": os.environ["PATH"], "DISCLOSURE_VAR_DIR": str(tmp_path)}
    code = "import cms.settings.production"
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


def test_a_safe_deployment_starts(tmp_path):
    result = start(tmp_path)
    assert result.returncode == 0, result.stderr


UNSAFE = [
    ("SECRET_KEY", None),
    ("SECRET_KEY", "django-insecure-" + "abcdefghijkl" * 5),
    ("SECRET_KEY", "a" * 80),
    ("DISCLOSURE_SEAL_KEYS", None),
    ("DISCLOSURE_SEAL_KEYS", "k1:short"),
    ("DISCLOSURE_SEAL_KEY_ID", "other"),
    ("DEBUG", "1"),
    ("ALLOWED_HOSTS", None),
    ("ALLOWED_HOSTS", "*"),
    ("SITE_URL", "http://zj.example.test"),
    ("DATABASE_URL", None),
    ("DATABASE_URL", "sqlite:////tmp/x.sqlite3"),
    ("CACHE_URL", None),
    ("EMAIL_HOST", None),
    ("DISCLOSURE_VAULT", None),
    ("DISCLOSURE_WITNESS", None),
]


@pytest.mark.parametrize(("name", "value"), UNSAFE)
def test_an_unsafe_choice_is_refused_by_name(tmp_path, name, value):
    result = start(tmp_path, **{name: value})
    assert result.returncode != 0
    assert name in result.stderr.rpartition("not safe to start:")[2]


def test_everything_is_said_at_once(tmp_path):
    result = start(tmp_path, SECRET_KEY=None, ALLOWED_HOSTS=None, CACHE_URL=None)
    told = result.stderr.rpartition("not safe to start:")[2]
    assert all(name in told for name in ("SECRET_KEY", "ALLOWED_HOSTS", "CACHE_URL"))


def test_the_vault_is_nothing_that_a_web_server_hands_out(tmp_path):
    result = start(tmp_path, DISCLOSURE_VAULT=str(tmp_path / "media" / "vault"))
    assert "MEDIA_ROOT" in result.stderr
