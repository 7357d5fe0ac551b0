"""Records of Route 53 and the endpoints and rules of its Resolver in stacks."""

from __future__ import annotations

ZONE = """
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24, AvailabilityZone: us-east-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.1.0/24, AvailabilityZone: us-east-1b}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref V, GroupDescription: resolver}}
"""
RECORDS = """
  E:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      {VpcId: !Ref V, VpcEndpointType: Interface, ServiceName: com.amazonaws.us-east-1.sqs, SubnetIds: [!Ref A]}
  Z:
    Type: AWS::Route53::HostedZone
    Properties: {Name: a.test, VPCs: [{VPCId: !Ref V, VPCRegion: !Ref AWS::Region}]}
  Alias:
    Type: AWS::Route53::RecordSet
    Properties:
      HostedZoneId: !Ref Z
      Name: queue.a.test
      Type: A
      AliasTarget:
        HostedZoneId: !Select [0, !Split [":", !Select [0, !GetAtt E.DnsEntries]]]
        DNSName: !Select [1, !Split [":", !Select [0, !GetAtt E.DnsEntries]]]
  Text:
    Type: AWS::Route53::RecordSet
    Properties: {HostedZoneName: a.test., Name: text.a.test, Type: TXT, TTL: 60, ResourceRecords: ['"one"']}
    DependsOn: Z
"""
RESOLVER = """
  End:
    Type: AWS::Route53Resolver::ResolverEndpoint
    Properties:
      Direction: OUTBOUND
      Name: first
      SecurityGroupIds: [!Ref Group]
      IpAddresses: [{SubnetId: !Ref A}, {SubnetId: !Ref B}]
  Rule:
    Type: AWS::Route53Resolver::ResolverRule
    Properties:
      RuleType: FORWARD
      DomainName: corp.test
      Name: forwards
      ResolverEndpointId: !Ref End
      TargetIps: [{Ip: 192.168.0.2, Port: 53}]
  Link:
    Type: AWS::Route53Resolver::ResolverRuleAssociation
    Properties: {ResolverRuleId: !Ref Rule, VPCId: !Ref V}
Outputs:
  Arn: {Value: !GetAtt End.Arn}
  Host: {Value: !GetAtt End.HostVPCId}
  Domain: {Value: !GetAtt Rule.DomainName}
  Linked: {Value: !GetAtt Link.VPCId}
"""


def ids(stacks) -> dict[str, str]:
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    reasons = [one.get("ResourceStatusReason") for one in stacks.describe_stack_events(StackName="s")["StackEvents"]]
    assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), reasons
    summaries = stacks.list_stack_resources(StackName="s")["StackResourceSummaries"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in summaries}


def records(route53, zone: str) -> dict[str, dict]:
    found = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    return {one["Name"].rstrip("."): one for one in found if one["Type"] in ("A", "TXT")}


def test_records(stacks, vpce_mock):
    route53 = vpce_mock.client("route53", region="us-east-1")
    stacks.create_stack(StackName="s", TemplateBody=ZONE + RECORDS)
    made = ids(stacks)
    found = records(route53, made["Z"])
    assert found["queue.a.test"]["AliasTarget"]["DNSName"].rstrip(".").endswith("sqs.us-east-1.vpce.amazonaws.com")
    assert (found["text.a.test"]["TTL"], found["text.a.test"]["ResourceRecords"]) == (60, [{"Value": '"one"'}])
    assert made["Alias"] == "queue.a.test"
    changed = RECORDS.replace('"one"', '"two"').replace("Name: queue.a.test", "Name: other.a.test")
    stacks.update_stack(StackName="s", TemplateBody=ZONE + changed)
    assert ids(stacks)["Alias"] == "other.a.test"
    found = records(route53, made["Z"])
    assert found.keys() == {"other.a.test", "text.a.test"}
    assert found["text.a.test"]["ResourceRecords"] == [{"Value": '"two"'}]
    stacks.delete_stack(StackName="s")
    assert not route53.list_hosted_zones()["HostedZones"]


def test_resolver(stacks, vpce_mock):
    resolver = vpce_mock.client("route53resolver", region="us-east-1")
    stacks.create_stack(StackName="s", TemplateBody=ZONE + RESOLVER)
    made = ids(stacks)
    (endpoint,) = resolver.list_resolver_endpoints()["ResolverEndpoints"]
    rule = resolver.get_resolver_rule(ResolverRuleId=made["Rule"])["ResolverRule"]
    (link,) = resolver.list_resolver_rule_associations()["ResolverRuleAssociations"]
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    assert (endpoint["Id"], endpoint["Direction"], endpoint["Name"]) == (made["End"], "OUTBOUND", "first")
    assert rule["TargetIps"] == [{"Ip": "192.168.0.2", "Port": 53}]
    assert (link["Id"], link["ResolverRuleId"]) == (made["Link"], made["Rule"])
    assert {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]} == {
        "Arn": endpoint["Arn"],
        "Host": made["V"],
        "Domain": rule["DomainName"],
        "Linked": made["V"],
    }
    stacks.update_stack(StackName="s", TemplateBody=ZONE + RESOLVER.replace("Name: first", "Name: second"))
    assert ids(stacks) == made
    assert resolver.get_resolver_endpoint(ResolverEndpointId=made["End"])["ResolverEndpoint"]["Name"] == "second"
    stacks.delete_stack(StackName="s")
    assert not resolver.list_resolver_endpoints()["ResolverEndpoints"]
