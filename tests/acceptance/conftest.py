import pytest

from tests.acceptance import built


@pytest.fixture(scope="session")
def distributions(tmp_path_factory):
    return built.distributions(tmp_path_factory.mktemp("built"))
