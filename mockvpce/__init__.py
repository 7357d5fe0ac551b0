"""A faithful, fast in-memory double of AWS private connectivity for tests: PrivateLink and VPC peering on top of moto.

    from mockvpce import mock_vpce

    @mock_vpce
    def test_endpoint(): ...

Importing this package loads neither boto3 nor moto.
"""

from __future__ import annotations

from mockvpce.drop_in import install, uninstall
from mockvpce.mock import Aws, mock_vpce

__all__ = ["Aws", "install", "mock_vpce", "uninstall"]
__version__ = "0.1.0"
