"""Processes that are really killed, in the middle of an expiry, of a publication; two services at once."""

import os
import signal

import pytest

from tests.lifecycle import fault_process
from tests.servers.scratch import Site

COUNT = int(os.environ.get("FAULTS_COUNT", "1000"))


@pytest.fixture(scope="module")
def site(tmp_path_factory, shared_folder):
    folder = tmp_path_factory.mktemp("faults")
    found = Site(folder, fault_process.__file__, os.environ.get("FAULTS_DATABASE_URL", ""), shared_folder)
    found.run("fill", str(COUNT))
    return found


def test_nothing_is_lost_or_done_twice(site):
    before = site.tell()
    assert (before["copies"], before["live"], before["public"]) == (COUNT, COUNT, 0), "out of sight before any job ran"
    assert before["findings"] == []

    # in the middle of an expiry: the batch in hand leaves no trace, those before stay
    site.run("expire", "2", ends=-signal.SIGKILL)
    half = site.tell()
    assert half["live"] == COUNT - 100
    assert half["decisions"] == half["logged"] == half["messages"] == 100
    assert half["gapless"] and half["findings"] == []

    # two services at once take up what is left
    site.together(("once",), ("once",))
    site.run("once")
    after = site.tell()
    assert after["live"] == 0
    assert after["decisions"] == after["items"] == after["logged"] == after["messages"] == COUNT
    assert after["gapless"] and after["findings"] == []
    assert (after["open"], after["dead"]) == ([], 0)

    # in the middle of a publication: nothing is written, nothing is public, and it can be done again
    for point in ("lists", "wagtail"):
        site.run("publish", point, ends=-signal.SIGKILL)
        killed = site.tell()
        assert (killed["waiting"], killed["shown"], killed["findings"]) == ("open", False, []), point

    # after its commit, before the checkpoint log knows: it is public as it was signed, and the next round tells it
    site.run("publish", "witness", ends=-signal.SIGKILL)
    assert site.tell()["shown"]
    site.run("once")
    done = site.tell()
    assert (done["waiting"], done["shown"], done["findings"]) == ("completed", True, [])
