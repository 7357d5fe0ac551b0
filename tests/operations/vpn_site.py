"""An account in a Region with what a VPN needs, made when it is asked for."""

from contextlib import contextmanager
from functools import cached_property
from itertools import count

import pytest
from botocore.exceptions import ClientError

OWN, OTHER = "123456789012", "222222222222"
HERE = "us-east-1"
REST = "0123456789abcdef0"
"""What makes an id that nobody has."""


@contextmanager
def refused(code, message):
    """The block's request fails with this code and text."""
    with pytest.raises(ClientError) as caught:
        yield
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == (code, message)


class Site:
    """An account in a Region."""

    def __init__(self, aws, account=OWN, region=HERE):
        self.aws, self.account, self.region = aws, account, region
        self._numbers = count(1)

    @cached_property
    def ec2(self):
        return self.aws.client("ec2", account=self.account, region=self.region)

    def customer(self, address=None, **options):
        """A customer gateway, at an address that no other has."""
        options = {"IpAddress": address or f"198.51.100.{next(self._numbers)}", **options}
        return self.ec2.create_customer_gateway(Type="ipsec.1", **options)["CustomerGateway"]["CustomerGatewayId"]

    def customer_gateways(self, *ids, **filters):
        options = {"CustomerGatewayIds": list(ids)} if ids else {}
        wanted = [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()]
        return self.ec2.describe_customer_gateways(Filters=wanted, **options)["CustomerGateways"]

    def picture(self):
        """All that a refused request must leave as it was."""
        return {"customers": self.customer_gateways()}

    @contextmanager
    def unchanged(self, code, message):
        """The block's request fails with this code and text, and changes nothing."""
        before = self.picture()
        with refused(code, message):
            yield
        assert self.picture() == before
