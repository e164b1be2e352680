"""Each test of a network tells whose answers are compared (networks.found)."""

from collections.abc import Iterator

import pytest

from tests.commission.compliance.answers import NETWORKS


@pytest.fixture(autouse=True)
def _told_to(request: pytest.FixtureRequest) -> Iterator[None]:
    NETWORKS.begin(request.node.nodeid.partition("::")[2])
    yield
    NETWORKS.begin("")
