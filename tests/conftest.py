"""Settings of all tests."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

from mockvpce import mock_vpce

settings.register_profile("nightly", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep botocore's models, which stay for good, out of every garbage collection: it is most of what they cost here."""
    if len(session.items) < 20:
        return
    with mock_vpce() as aws:
        for service in ("ec2", "elbv2"):
            aws.client(service)
    gc.collect()
    gc.freeze()
