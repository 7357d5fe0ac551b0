"""A subnet whose S3 is behind a gateway endpoint, and short ways to write policies."""

import json

import pytest
from botocore.exceptions import ClientError


def document(*statements, **common):
    return json.dumps({"Version": "2012-10-17", "Statement": [{**common, **one} for one in statements]})


def allow(action="*", resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action="*", resource="*", **more):
    return {**allow(action, resource, **more), "Effect": "Deny"}


class Ground:
    """A subnet with an interface, a bucket, and an S3 gateway endpoint on the subnet's table."""

    def __init__(self, net):
        self.net, self.aws, self.ec2 = net, net.aws, net.ec2
        self.s3, self.iam = net.aws.client("s3"), net.aws.client("iam")
        self.vpc = net.vpc()
        self.subnet = net.subnet(self.vpc, "10.0.1.0/24")
        self.web = net.eni(self.subnet)
        self.table = net.main_table(self.vpc)
        self.s3.create_bucket(Bucket="data")
        self.gateway = self.endpoint("s3", RouteTableIds=[self.table])

    def endpoint(self, service, policy=None, **more):
        more = {"PolicyDocument": policy, **more} if policy else more
        name = f"com.amazonaws.us-east-1.{service}"
        return self.ec2.create_vpc_endpoint(VpcId=self.vpc, ServiceName=name, **more)["VpcEndpoint"]["VpcEndpointId"]

    def interface_endpoint(self, service, policy=None):
        group = self.net.group(self.vpc, ("10.0.0.0/16", 443))
        return self.endpoint(
            service, policy, VpcEndpointType="Interface", SubnetIds=[self.subnet], SecurityGroupIds=[group]
        )

    def only(self, *statements):
        """Give the gateway endpoint a policy."""
        self.ec2.modify_vpc_endpoint(VpcEndpointId=self.gateway, PolicyDocument=document(*statements, Principal="*"))

    def bucket_policy(self, *statements):
        self.s3.put_bucket_policy(Bucket="data", Policy=document(*statements))

    def role(self, name, *statements, **more):
        trust = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}})
        made = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, **more)["Role"]["Arn"]
        if statements:
            self.iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document(*statements))
        return made

    def nat(self):
        """Give the web subnet a way to the internet, seen with the address that this returns."""
        public = self.net.subnet(self.vpc, "10.0.9.0/24")
        table = self.net.table(self.vpc, public)
        self.net.route(table, "0.0.0.0/0", GatewayId=self.net.igw(self.vpc))
        address = self.ec2.allocate_address(Domain="vpc")
        made = self.ec2.create_nat_gateway(SubnetId=public, AllocationId=address["AllocationId"])["NatGateway"]
        self.net.route(self.table, "0.0.0.0/0", NatGatewayId=made["NatGatewayId"])
        return address["PublicIp"]


def error_of(call, *args, **kwargs):
    with pytest.raises(ClientError) as refused:
        call(*args, **kwargs)
    return refused.value


def notes(error):
    return "\n".join(error.__notes__)
