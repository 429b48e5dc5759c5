import pytest

from tests.factories.bureau import Bureau


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()
