"""Refused requests."""

from contextlib import contextmanager

import pytest
from botocore.exceptions import ClientError

from support.picture import picture


@contextmanager
def refused(code, message=None, *, unchanged=()):
    """The block's request fails with this code and text, and the EC2 clients of `unchanged` show what they showed.

    Leave the text out where AWS's is not known. Build what the block needs before it: what is made inside has changed.
    """
    before = [picture(ec2) for ec2 in unchanged]
    with pytest.raises(ClientError) as caught:
        yield
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"] if message else None) == (code, message)
    assert [picture(ec2) for ec2 in unchanged] == before
