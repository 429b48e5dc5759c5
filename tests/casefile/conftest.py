import pytest

from tests.factories.bureau import Bureau, fees, sign_all, submit


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


@pytest.fixture
def case(bureau, django_capture_on_commit_callbacks):
    """A completed licensing case; what follows its commits (the checkpoint log) has happened."""
    with django_capture_on_commit_callbacks(execute=True):
        page = bureau.licence()
        fees(page)
        found = submit(page)
        sign_all(found)
    found.refresh_from_db()
    return found
