"""Which operations an order concerns: the calls of all others go their fastest way."""

from mockvpce.engine.faults import ANY, Faults, Order


def test_only_what_is_ordered_is_named():
    faults = Faults(lambda below: 0)
    assert not faults.name("ec2", "CreateVpc")
    fault = faults.order(Order(service="ec2", operation="CreateVpc", code="VpcLimitExceeded"), owner := object())
    assert faults.name("ec2", "CreateVpc")
    assert not faults.name("ec2", "DescribeVpcs")
    assert not faults.name("s3", "CreateVpc")
    assert faults.take("ec2", "CreateVpc", "1", "us-east-1", {}) is fault.order
    assert not faults.name("ec2", "CreateVpc")
    faults.order(Order(service="ec2", operation=ANY, only=frozenset({"DeleteVpc"}), code="Unavailable"), owner)
    assert faults.name("ec2", "DeleteVpc")
    assert not faults.name("ec2", "CreateVpc")
