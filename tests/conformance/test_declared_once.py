"""A resource type is declared in one place: a family of one file gets all that is general, and a wrong one fails at load."""

import subprocess
import sys
from textwrap import dedent

import pytest

pytestmark = pytest.mark.needs_processes

FAMILY = """
    from dataclasses import dataclass
    from datetime import timedelta
    from mockvpce.engine.guards import guard
    from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
    from mockvpce.engine.operation import operation
    from mockvpce.engine.resource import Resource
    from mockvpce.engine.resource_types import follows, resource, types
    from mockvpce.engine.stacks import StackType, declare, its_id
    from mockvpce.protocol.errors import ErrorSpec
    from mockvpce.protocol.filters import Filters

    MALFORMED = ErrorSpec("InvalidCarrierGatewayID.Malformed", "malformed {id}", "I")
    UNKNOWN = ErrorSpec("InvalidCarrierGatewayID.NotFound", "unknown {id}", "I")
    IN_USE = ErrorSpec("DependencyViolation", "{id} has carrier gateways", "I")
    BAD_FILTER = ErrorSpec("InvalidParameterValue", "no filter {name}", "I")

    @resource(type="carrier-gateway", prefix="cagw", moto="carrier_gateways", malformed=MALFORMED, unknown=UNKNOWN,
              shown_by="DescribeCarrierGateways", follows=True)
    @dataclass(slots=True, kw_only=True, eq=False)
    class CarrierGateway(Resource):
        vpc_id: str
        lifecycle = Lifecycle([
            Row("provision", "pending", "available", after=timedelta(seconds=9)),
            Row("delete", "available", "deleted"),
            Row("vanish", "deleted", GONE, after=timedelta(minutes=1)),
            *forced(["available"], ["failing"]),
        ])

    seen = []

    @follows(CarrierGateway)
    def note(world, gateway):
        seen.append(gateway.state)

    FILTERS = Filters({"vpc-id": lambda one: one.vpc_id}, unknown=lambda name: BAD_FILTER(name=name))

    def view(call, one):
        return {"CarrierGatewayId": one.id, "VpcId": one.vpc_id, "State": one.state, "Tags": call.tag_list(one.id)}

    @operation(creates=CarrierGateway)
    def create_carrier_gateway(call, *, vpc_id):
        return {"CarrierGateway": view(call, call.create(CarrierGateway, "pending", vpc_id=vpc_id))}

    @operation
    def delete_carrier_gateway(call, *, carrier_gateway_id):
        gateway = call.own(CarrierGateway, carrier_gateway_id)
        call.world.apply(gateway, "delete")
        return {"CarrierGateway": view(call, gateway)}

    @operation(lists=CarrierGateway, filters=FILTERS, page=(5, 1000))
    def describe_carrier_gateways(call, *, carrier_gateway_ids=None, filters=None):
        return call.listing(CarrierGateway, carrier_gateway_ids, filters, {"CarrierGateways": view})

    def create_in_stack(requests, properties):
        made = requests.ask("CreateCarrierGateway", VpcId=properties["VpcId"])
        return made["CarrierGateway"]["CarrierGatewayId"]

    def remove_from_stack(requests, gateway_id, properties):
        requests.hasten(gateway_id)
        requests.ask("DeleteCarrierGateway", CarrierGatewayId=gateway_id)

    declare(StackType(name="AWS::EC2::CarrierGateway", create=create_in_stack, remove=remove_from_stack,
                      attributes={"CarrierGatewayId": its_id}, replacing=frozenset({"VpcId"})))

    @guard("DeleteVpc")
    def vpc_in_use(call, *, vpc_id):
        if any(one.vpc_id == vpc_id and one.state != "deleted" for one in call.world.table(CarrierGateway)):
            raise IN_USE(id=vpc_id)
"""

STORY = """
    import json
    from botocore.exceptions import ClientError
    from mockvpce import mock_vpce

    def refused(call, **parameters):
        try:
            call(**parameters)
        except ClientError as error:
            return error.response["Error"]["Code"]

    tags = [{"ResourceType": "carrier-gateway", "Tags": [{"Key": "Name", "Value": "edge"}]}]
    for wire in (False, True):
        seen.clear()
        with mock_vpce(region="us-east-1", wire=wire) as aws:
            ec2 = aws.client("ec2")
            vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            made = ec2.create_carrier_gateway(VpcId=vpc, TagSpecifications=tags, ClientToken="once")
            again = ec2.create_carrier_gateway(VpcId=vpc, TagSpecifications=tags, ClientToken="once")
            gateway = made["CarrierGateway"]["CarrierGatewayId"]
            assert again["CarrierGateway"]["CarrierGatewayId"] == gateway
            by_vpc = ec2.describe_carrier_gateways(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["CarrierGateways"]
            by_tag = ec2.describe_carrier_gateways(Filters=[{"Name": "tag:Name", "Values": ["e*"]}])["CarrierGateways"]
            assert [one["State"] for one in by_vpc] == ["available"] and by_vpc == by_tag
            assert seen == ["pending", "available"]
            assert ec2.describe_tags()["Tags"][0]["ResourceType"] == "carrier-gateway"
            mapped = aws.client("resourcegroupstaggingapi").get_resources()["ResourceTagMappingList"]
            assert [one["ResourceARN"].endswith(gateway) for one in mapped] == [True]
            assert gateway in aws._runtime.backends.ec2(("123456789012", "us-east-1")).carrier_gateways
            assert refused(ec2.describe_carrier_gateways, CarrierGatewayIds=["x"]) == "InvalidCarrierGatewayID.Malformed"
            assert refused(ec2.delete_carrier_gateway, CarrierGatewayId="cagw-0") == "InvalidCarrierGatewayID.NotFound"
            assert refused(ec2.create_tags, Resources=["cagw-" + "0" * 17], Tags=tags[0]["Tags"]) == UNKNOWN.code
            assert refused(ec2.delete_vpc, VpcId=vpc) == "DependencyViolation"
            aws.force_state(gateway, "failing")
            assert ec2.describe_carrier_gateways()["CarrierGateways"][0]["State"] == "failing"
    template = {
        "Resources": {
            "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
            "Edge": {"Type": "AWS::EC2::CarrierGateway", "Properties": {"VpcId": {"Ref": "Vpc"}}},
        },
        "Outputs": {"Edge": {"Value": {"Fn::GetAtt": ["Edge", "CarrierGatewayId"]}}},
    }
    with mock_vpce(region="us-east-1") as aws:
        stacks, ec2 = aws.client("cloudformation"), aws.client("ec2")
        stacks.create_stack(StackName="edge", TemplateBody=json.dumps(template))
        stack = stacks.describe_stacks(StackName="edge")["Stacks"][0]
        (gateway,) = ec2.describe_carrier_gateways()["CarrierGateways"]
        assert stack["StackStatus"] == "CREATE_COMPLETE"
        assert stack["Outputs"][0]["OutputValue"] == gateway["CarrierGatewayId"]
        stacks.delete_stack(StackName="edge")
        assert [one["State"] for one in ec2.describe_carrier_gateways()["CarrierGateways"]] in ([], ["deleted"])
    from mockvpce.cli import describe
    from mockvpce.engine.operation import registry
    assert describe(registry["CreateCarrierGateway"])[1].endswith("4 of 4")
    assert any("carrier-gateway-id" in line for line in describe(registry["DescribeCarrierGateways"]))
"""


def run(*programs):
    program = "\n".join(one if one.startswith("    aws") else dedent(one) for one in programs)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_a_family_of_one_file_gets_all_that_is_general():
    finished = run(FAMILY, STORY)
    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("resource(type='carrier-gateway')(type('Other', (Resource,), {}))", "belongs to CarrierGateway"),
        ("resource(type='other', prefix='cagw')(type('Other', (Resource,), {}))", "belongs to CarrierGateway"),
        ("resource(type='other', moto='carrier_gateways')(type('O', (Resource,), {}))", "belongs to CarrierGateway"),
        ("declare(StackType(name='AWS::EC2::CarrierGateway', create=None, remove=None))", "is declared already"),
        ("guard('DeleteVpcs')(lambda call: None)", "which EC2 does not have"),
        ("guard('DeleteVpc')(lambda call, *, vpcid: None)", "not a member of the input of DeleteVpc"),
        ("follows(CarrierGateway)(lambda world, one: None)", "is followed by note already"),
        ("CarrierGateway.declared.follow = None; types.check_complete()", "no @follows function is loaded"),
    ],
)
def test_what_is_wrong_fails_when_it_is_loaded(wrong, said):
    finished = run(FAMILY, wrong)
    assert finished.returncode == 1
    assert "TypeError" in finished.stderr
    assert said in finished.stderr.splitlines()[-1]


def test_a_guard_of_what_moto_lacks_fails_when_a_mock_starts():
    finished = run(
        FAMILY,
        "guard('DeleteWorld', service='elbv2')(lambda call: None)",
        "from mockvpce import mock_vpce\nmock_vpce().start()",
    )
    assert "has no delete_world" in finished.stderr


def test_a_place_that_moto_lacks_fails_when_a_backend_is_first_asked_for():
    finished = run(
        FAMILY,
        "resource(type='other', moto='other_gateways')(type('Other', (Resource,), {}))",
        "from mockvpce import mock_vpce\nwith mock_vpce(region='us-east-1') as aws:",
        "    aws._runtime.backends.ec2(('123456789012', 'us-east-1'))",
    )
    assert "of moto has no 'other_gateways'" in finished.stderr
