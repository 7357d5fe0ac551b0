"""An account in a Region."""

from functools import cached_property

from support.picture import picture
from support.refused import refused


class Account:
    """An account in a Region: its clients, and what it is shown. Suites add what their family needs."""

    def __init__(self, aws, account="123456789012", region="us-east-1"):
        self.aws, self.account, self.region = aws, account, region

    def client(self, service):
        return self.aws.client(service, account=self.account, region=self.region)

    @cached_property
    def ec2(self):
        return self.client("ec2")

    @cached_property
    def elbv2(self):
        return self.client("elbv2")

    def picture(self):
        """All that a refused request must leave as it was."""
        return picture(self.ec2)

    def unchanged(self, code, message=None):
        """The block's request fails with this code, and text where it is known, and changes nothing."""
        return refused(code, message, unchanged=[self.ec2])
