"""Sparing the garbage collector what stays until the process ends."""

from __future__ import annotations

import gc

from mockvpce.mock import mock_vpce


def freeze() -> None:
    """Load what tests of EC2 load, collect once, and let no later collection look at what there is now.

    botocore's models are some hundred thousand objects. A full garbage collection goes through them all, takes a tenth of a
    second or more, and happens every few dozen short tests. The price is that of `gc.freeze`: cycles made of objects that
    are there now are not collected any more.
    """
    with mock_vpce() as aws:
        aws.client("ec2", region="us-east-1").describe_vpcs()
    gc.collect()
    gc.freeze()
