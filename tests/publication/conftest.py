import pytest

from tests.factories.bureau import Bureau, fees, sign_all, submit


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


@pytest.fixture
def published(bureau, django_capture_on_commit_callbacks):
    """A licensing item on view, with the checkpoint log told as after a commit."""
    page = bureau.licence()
    fees(page)
    with django_capture_on_commit_callbacks(execute=True):
        sign_all(submit(page))
    return page
