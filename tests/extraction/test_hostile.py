"""Files that are made to hang, fill or break their reader: each ends in a state, within its bounds, alone."""

import io
import os
import signal
import struct
import threading
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.extraction import conf, running, words
from tests.extraction import samples

MEGABYTE = 1024 * 1024


@pytest.fixture
def read(tmp_path):
    def read(content: bytes, **given):
        path = tmp_path / "file"
        path.write_bytes(content)
        with path.open("rb") as source:
            return running.read(source, **given).output

    return read


def text_of(told) -> str:
    return "".join(page[3] for page in told["pages"])


def test_an_archive_that_unpacks_without_end_is_not_unpacked(read, settings):
    settings.DISCLOSURE_EXTRACTION = {"unpacked": 64 * MEGABYTE}
    bomb = samples.docx(**{"word/bomb.xml": b"<a>" + b"0" * (80 * MEGABYTE)})
    assert len(bomb) < MEGABYTE
    assert read(bomb)["state"] == "too_large"


def test_an_archive_that_lies_about_its_size_is_read_as_far_as_it_says(read):
    content = bytearray(samples.docx())
    directory = content.rindex(b"PK\x01\x02")
    assert read(bytes(content[: directory + 10]))["state"] == "unreadable"


def test_a_part_that_is_too_large_is_cut_and_the_rest_read(read, settings):
    settings.DISCLOSURE_EXTRACTION = {"part": MEGABYTE, "characters": 5000}
    told = read(samples.docx(samples.paragraph("明示开头") + samples.paragraph("长" * 3 * MEGABYTE)))
    assert told["state"] in ("unreadable", "partial")
    many = samples.docx("".join(samples.paragraph(f"明示第{n}段") for n in range(2000)))
    told = read(many)
    assert told["state"] == "partial"
    assert len(text_of(told)) == 5000


def test_a_pdf_of_a_hundred_thousand_pages_is_read_in_part(read):
    began = time.monotonic()
    told = read(samples.plain_pdf([], pages=100_000))
    assert (told["state"], told["total"], len(told["pages"])) == ("partial", 100_000, conf.limits().pages)
    assert time.monotonic() - began < conf.limits().seconds


def test_nesting_without_end_is_unreadable(read):
    deep = "<w:p>" * 200_000
    assert read(samples.docx(deep))["state"] == "unreadable"


def test_entities_are_not_expanded(read):
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><w:document xmlns:w="x"><w:t>&c;</w:t></w:document>'
    told = read(samples.docx(**{"word/document.xml": laughs}))
    assert told["state"] == "unreadable"


def test_a_workbook_that_says_it_is_huge_is_read_by_its_cells(read):
    told = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(samples.xlsx())) as source, zipfile.ZipFile(told, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                content = content.replace(b'ref="A1:A1"', b'ref="A1:XFD1048576"').replace(
                    b"</sheetData>",
                    '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>明示末格</t></is></c></row>'
                    "</sheetData>".encode(),
                )
            target.writestr(name, content)
    assert "明示末格" in text_of(read(told.getvalue()))


def test_an_old_workbook_that_says_it_is_huge_is_too_large(read):
    """Two cells in opposite corners of 65,536 rows of 256 columns: a library would make a value of each in between."""
    content = samples.xls()
    last = struct.pack("<HHHI", 2, 0, 0, 3)
    assert last in content
    told = read(content.replace(last, struct.pack("<HHHI", 65535, 255, 0, 3)))
    assert told["state"] == "too_large"


def test_memory_is_bounded(read, settings):
    settings.DISCLOSURE_EXTRACTION = {"memory": 300 * MEGABYTE, "part": 512 * MEGABYTE}
    told = read(samples.docx(samples.paragraph("大" * 90 * MEGABYTE)))
    assert told["state"] in ("too_large", "crashed")


def test_what_takes_too_long_is_ended_and_what_was_read_stays(read, settings):
    settings.DISCLOSURE_EXTRACTION = {"seconds": 1.5, "pages": 1_000_000, "characters": 100_000_000}
    began = time.monotonic()
    told = read(samples.plain_pdf([], pages=100_000))
    assert told["state"] == "timed_out"
    assert 0 < len(told["pages"]) < 100_000
    assert time.monotonic() - began < 6


def test_processor_time_is_bounded(read, settings):
    settings.DISCLOSURE_EXTRACTION = {"cpu": 1, "pages": 1_000_000, "characters": 100_000_000}
    assert read(samples.plain_pdf([], pages=100_000))["state"] == "timed_out"


def test_a_process_that_is_stopped_is_ended_at_its_time(read, settings, monkeypatch):
    """It does not even come to hear its own clock."""
    settings.DISCLOSURE_EXTRACTION = {"seconds": 1}
    monkeypatch.setattr(running, "AFTER", 0.5)
    with _each_process(signal.SIGSTOP):
        began = time.monotonic()
        assert read(samples.docx())["state"] == "timed_out"
        assert time.monotonic() - began < 5


def test_a_process_that_is_killed_is_told_and_the_next_file_is_read(read):
    with _each_process(signal.SIGKILL):
        assert read(samples.docx())["state"] == "crashed"
    assert read(samples.docx())["state"] == "read"


def test_what_is_told_is_bounded(read, settings):
    settings.DISCLOSURE_EXTRACTION = {"output": 10_000}
    assert read(("字" * 50_000).encode())["state"] == "too_large"


def test_no_key_of_the_site_is_in_reach_of_the_process(read, monkeypatch):
    monkeypatch.setenv("DISCLOSURE_SEAL_KEYS", "k1:very-secret")
    assert "DISCLOSURE_SEAL_KEYS" not in running._environment()
    seen = []
    with _each_process(None, lambda pid: seen.append(Path(f"/proc/{pid}/environ").read_bytes())):
        read(samples.pdf())
    assert seen and b"very-secret" not in seen[0]


def test_places_are_counted(read, settings, monkeypatch):
    monkeypatch.setattr(running, "_places", threading.BoundedSemaphore(1))
    with running._places_of(1), pytest.raises(running.NoTime):
        read(samples.docx(), seconds=0.2)
    assert read(samples.docx())["state"] == "read"


def test_no_process_is_left_over(read, settings):
    settings.DISCLOSURE_EXTRACTION = {"seconds": 0.3, "pages": 1_000_000}
    before = _children()
    read(samples.plain_pdf([], pages=50_000))
    assert _children() == before


@pytest.mark.parametrize("given", [{"pages": 0}, {"memory": "much"}, {"colour": 1}, {"seconds": True}])
def test_a_limit_that_cannot_be_is_refused(settings, given):
    settings.DISCLOSURE_EXTRACTION = given
    with pytest.raises(ImproperlyConfigured):
        conf.limits()


def test_damaged_bytes_of_every_kind_never_raise(read):
    """A byte changed here and there, an end cut off: always a state."""
    seed = zlib.crc32(b"seed")
    for make in (samples.pdf, samples.docx, samples.xlsx, samples.ofd, samples.doc, samples.xls):
        content = bytearray(make())
        for step in range(3):
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            content[seed % len(content)] ^= 0xFF
            told = read(bytes(content[: len(content) - step * len(content) // 5]))
            assert told["state"] in set(words.STATES) - {"crashed"}


def _children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


class _each_process:
    """Every process that `running` starts gets a signal as soon as it is there."""

    def __init__(self, sent, look=None) -> None:
        self._sent, self._look = sent, look

    def __enter__(self):
        self._popen = running.subprocess.Popen
        outer = self

        class Popen(self._popen):
            def __init__(self, *args, **kwargs) -> None:
                super().__init__(*args, **kwargs)
                if outer._look is not None:
                    outer._look(self.pid)
                if outer._sent is not None:
                    os.kill(self.pid, outer._sent)

        running.subprocess.Popen = Popen
        return self

    def __exit__(self, *_error) -> None:
        running.subprocess.Popen = self._popen
