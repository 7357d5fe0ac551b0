"""A wall clock at the end of the calendar: what would happen later has no later date."""

from freezegun import freeze_time

from mockvpce import mock_vpce


def test_year_9999():
    with freeze_time("9999-12-31 23:00:00"), mock_vpce(region="us-east-1", timing="aws") as aws:
        ec2 = aws.client("ec2")
        vpc, other = (ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"] for number in range(2))
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", ClientToken="t")
        again = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", ClientToken="t")
        assert again["VpcEndpoint"] == made["VpcEndpoint"]
        peering = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=other)["VpcPeeringConnection"]
        assert peering["ExpirationTime"].year == 9999
        assert ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
