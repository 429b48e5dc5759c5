"""The vault gives back exactly what was kept, or nothing."""

import hashlib
import io
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.files.vault import FolderVault, Problem, VaultAltered, VaultMissing


@pytest.fixture
def vault(tmp_path):
    return FolderVault(tmp_path / "vault")


def path_of(vault, sha256):
    return vault.root / sha256[:2] / sha256[2:4] / sha256


def alter(path, content):
    path.chmod(0o640)
    path.write_bytes(content)


@settings(max_examples=40)
@given(content=st.binary(max_size=5000))
def test_what_was_kept_comes_back(tmp_path_factory, content):
    vault = FolderVault(tmp_path_factory.mktemp("vault"))
    stored = vault.keep(content)
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.size == len(content) == vault.size(stored.sha256)
    assert vault.keep(io.BytesIO(content)) == stored
    assert vault.read(stored.sha256) == content
    assert list(vault.verify([stored.sha256])) == []


def test_a_file_object_is_kept_whole_and_left_at_its_start(vault):
    source = io.BytesIO(b"x" * 3_000_000)
    source.seek(17)
    assert vault.keep(source).size == 3_000_000
    assert source.tell() == 0


def test_files_are_read_only_and_nothing_is_left_aside(vault):
    stored = vault.keep(b"abc")
    assert path_of(vault, stored.sha256).stat().st_mode & 0o777 == 0o440
    assert list((vault.root / "incoming").iterdir()) == []


def test_many_at_once_keep_the_same_bytes(vault):
    content = bytes(range(256)) * 4000
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda _: vault.keep(content), range(24)))
    assert len(kept) == 1
    assert vault.read(kept.pop().sha256) == content
    assert list(vault.verify()) == []


def test_missing_is_an_error_and_logged(vault, caplog):
    absent = "0" * 64
    assert not vault.has(absent)
    assert not caplog.records
    with pytest.raises(VaultMissing), caplog.at_level(logging.ERROR, "cms.files"):
        vault.open(absent)
    assert absent in caplog.text


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_is_no_digest_is_missing(vault, name):
    with pytest.raises(VaultMissing):
        vault.open(name)


def test_altered_is_an_error_and_logged_also_after_a_good_reading(vault, caplog):
    stored = vault.keep(b"what was signed")
    assert vault.read(stored.sha256) == b"what was signed"
    alter(path_of(vault, stored.sha256), b"what was forged")
    assert not vault.has(stored.sha256)
    with pytest.raises(VaultAltered), caplog.at_level(logging.ERROR, "cms.files"):
        vault.open(stored.sha256)
    assert stored.sha256 in caplog.text
    assert list(vault.verify()) == [Problem("altered", stored.sha256)]


def test_keeping_again_mends_what_was_altered(vault, caplog):
    stored = vault.keep(b"right")
    alter(path_of(vault, stored.sha256), b"wrong")
    vault.keep(b"right")
    assert vault.read(stored.sha256) == b"right"
    assert "altered" in caplog.text


def test_a_link_to_elsewhere_is_not_followed(vault, tmp_path):
    stored = vault.keep(b"abc")
    path = path_of(vault, stored.sha256)
    path.unlink()
    (tmp_path / "elsewhere").write_bytes(b"abc")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(VaultMissing):
        vault.open(stored.sha256)


def test_verify_names_what_is_missing_and_what_does_not_belong(vault):
    stored = vault.keep(b"abc")
    stray = vault.root / "aa" / "bb" / "stray.txt"
    stray.parent.mkdir(parents=True)
    stray.write_text("x")
    assert list(vault.verify([stored.sha256, "1" * 64])) == [
        Problem("foreign", "aa/bb/stray.txt"),
        Problem("missing", "1" * 64),
    ]
