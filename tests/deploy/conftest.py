"""An nginx with the delivered files, for all who ask it something."""

import os

import pytest

from bench import tools
from tests.deploy.nginx import PAGE, served


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """Debian's nginx with the delivered files: the plain site runs in front of an origin of ours."""
    if not tools.found("nginx"):
        assert not os.environ.get("HALQA_REQUIRE_NGINX"), "nginx is not installed, and HALQA_REQUIRE_NGINX is set"
        pytest.skip("nginx is not installed (Debian: apt-get install nginx)")
    with served(tmp_path_factory.mktemp("nginx"), **{"revalidate=4": "revalidate=0"}) as found:  # no waiting
        yield found


@pytest.fixture
def halqa(nginx):
    told = nginx[1]
    told.asked.clear()
    told.said = (200, PAGE)
    return nginx
