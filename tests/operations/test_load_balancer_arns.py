"""The ARN of a load balancer names its type, and so do those of its listeners."""

import pytest

from mockvpce import mock_vpce


@pytest.mark.parametrize(("kind", "label"), [("network", "net"), ("gateway", "gwy"), ("application", "app")])
def test_the_type_stands_in_the_arn(kind, label):
    with mock_vpce(region="us-east-1") as aws:
        ec2, elbv2 = aws.client("ec2"), aws.client("elbv2")
        subnets = [one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]][:2]
        made = elbv2.create_load_balancer(Name="front", Type=kind, Subnets=subnets)["LoadBalancers"][0]
        arn = made["LoadBalancerArn"]
        assert f":loadbalancer/{label}/front/" in arn
        assert elbv2.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]["Type"] == kind
        vpc = made["VpcId"]
        protocol = {"network": "TCP", "gateway": "GENEVE", "application": "HTTP"}[kind]
        port = 6081 if kind == "gateway" else 80
        group = elbv2.create_target_group(Name="g", Protocol=protocol, Port=port, VpcId=vpc)["TargetGroups"][0]
        listens = {} if kind == "gateway" else {"Protocol": protocol, "Port": port}
        listener = elbv2.create_listener(
            LoadBalancerArn=arn,
            **listens,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}],
        )["Listeners"][0]
        assert f":listener/{label}/front/" in listener["ListenerArn"]
        assert elbv2.describe_target_groups(LoadBalancerArn=arn)["TargetGroups"]
        elbv2.delete_load_balancer(LoadBalancerArn=arn)
        assert elbv2.describe_load_balancers()["LoadBalancers"] == []
