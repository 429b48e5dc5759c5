import functools

import pytest

from tests.acceptance import built, hosts


@pytest.fixture(scope="session")
def distributions(tmp_path_factory):
    return built.distributions(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session")
def environments(distributions, tmp_path_factory):
    """A clean environment with the extras that a part of docs/installing.md installs: made when it is asked for."""

    @functools.cache
    def environment(heading):
        folder = tmp_path_factory.mktemp("environment") / "clean"
        return built.environment(folder, distributions.wheel, hosts.extras(heading))

    return environment


@pytest.fixture(scope="session")
def stock(environments, tmp_path_factory):
    """The project before anything of ours is in it."""
    return hosts.started(tmp_path_factory.mktemp("hosts") / "stock", environments("The organisation alone"))
