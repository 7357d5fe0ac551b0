"""PrivateLink under everything that two accounts in two Regions can do to it, in any order.

There is no model of what each request answers; what is held are the rules that join resources: nothing is left over, names
follow subnets, both sides of a connection agree.
"""

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from privatelink_land import ZONES, Land, attempt

from mockvpce import mock_vpce

PLACES = [(account, region) for account in ("111111111111", "222222222222") for region in ("us-east-1", "eu-west-1")]
STEPS = 30

places = st.integers(0, len(PLACES) - 1)
picks = st.integers(0, 63)
zones = st.lists(st.sampled_from(range(len(ZONES))), min_size=1, max_size=3, unique=True)
flags = st.booleans()


class PrivateLinkMachine(RuleBasedStateMachine):
    aws = None
    lands = ()
    start = None
    steps = None

    def __init__(self):
        super().__init__()
        self.aws.restore(self.start)
        self.subnets = [list(land.subnets) for land in self.lands]
        self.services, self.endpoints, self.balancers = [], [], []
        self.owners = {}

    def born(self, land, new_id):
        """Ids are never given out twice, not even in another account or Region."""
        assert new_id not in self.owners
        self.owners[new_id] = land

    def pick(self, number, present):
        return present[number % len(present)] if present else None

    # providers -------------------------------------------------------------------------------------------------------

    @rule(place=places, where=zones, acceptance=flags, remote=flags, kind=st.sampled_from(["network", "gateway"]))
    def offer(self, place, where, acceptance, remote, kind):
        land = self.lands[place]
        balancer = land.make_balancer([self.subnets[place][zone] for zone in where], kind)
        self.balancers.append((place, balancer))
        network = kind == "network"
        options = {
            "NetworkLoadBalancerArns" if network else "GatewayLoadBalancerArns": [balancer],
            "AcceptanceRequired": acceptance,
            "SupportedRegions": ["us-east-1", "eu-west-1"] if remote and network else [],
        }
        made = land.ec2.create_vpc_endpoint_service_configuration(**options)["ServiceConfiguration"]
        self.born(place, made["ServiceId"])
        self.services.append((place, made["ServiceId"], made["ServiceName"], kind))

    @rule(service=picks, everybody=flags, withdraw=flags)
    def admit(self, service, everybody, withdraw):
        chosen = self.pick(service, self.services)
        if chosen is not None:
            key = "RemoveAllowedPrincipals" if withdraw else "AddAllowedPrincipals"
            who = "*" if everybody else "arn:aws:iam::222222222222:root"
            act = self.lands[chosen[0]].ec2.modify_vpc_endpoint_service_permissions
            attempt("service", act, ServiceId=chosen[1], **{key: [who]})

    @rule(service=picks, balancer=picks, add=flags, acceptance=flags)
    def change_service(self, service, balancer, add, acceptance):
        chosen, other = self.pick(service, self.services), self.pick(balancer, self.balancers)
        if chosen is None or other is None or chosen[3] != "network" or "/net/" not in other[1]:
            return
        key = "AddNetworkLoadBalancerArns" if add else "RemoveNetworkLoadBalancerArns"
        act = self.lands[chosen[0]].ec2.modify_vpc_endpoint_service_configuration
        if chosen[0] == other[0]:
            attempt("service", act, ServiceId=chosen[1], AcceptanceRequired=acceptance, **{key: [other[1]]})

    @rule(service=picks, add=flags)
    def change_regions(self, service, add):
        chosen = self.pick(service, self.services)
        if chosen is None or chosen[3] != "network":
            return
        land = self.lands[chosen[0]]
        other = "eu-west-1" if land.region == "us-east-1" else "us-east-1"
        key = "AddSupportedRegions" if add else "RemoveSupportedRegions"
        attempt("service", land.ec2.modify_vpc_endpoint_service_configuration, ServiceId=chosen[1], **{key: [other]})

    @rule(service=picks)
    def withdraw_service(self, service):
        chosen = self.pick(service, self.services)
        if chosen is not None:
            land = self.lands[chosen[0]]
            live = [
                one
                for one in land.picture().connections.values()
                if one["ServiceId"] == chosen[1]
                and one["VpcEndpointState"] in ("available", "pending", "pendingAcceptance", "partial")
            ]
            failed = land.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[chosen[1]])["Unsuccessful"]
            codes = {one["Error"]["Code"] for one in failed}
            assert codes <= {"ExistingVpcEndpointConnections", "InvalidVpcEndpointService.NotFound"}
            assert ("ExistingVpcEndpointConnections" in codes) == bool(live)

    @rule(service=picks, endpoint=picks, accept=flags)
    def decide(self, service, endpoint, accept):
        chosen, other = self.pick(service, self.services), self.pick(endpoint, self.endpoints)
        if chosen is not None and other is not None:
            ec2 = self.lands[chosen[0]].ec2
            act = ec2.accept_vpc_endpoint_connections if accept else ec2.reject_vpc_endpoint_connections
            attempt("service", act, ServiceId=chosen[1], VpcEndpointIds=[other[1]])

    # consumers -------------------------------------------------------------------------------------------------------

    @rule(place=places, service=picks, where=zones)
    def connect(self, place, service, where):
        chosen, land = self.pick(service, self.services), self.lands[place]
        if chosen is None:
            return
        gateway = chosen[3] == "gateway"
        options = {
            "VpcId": land.vpc,
            "VpcEndpointType": "GatewayLoadBalancer" if gateway else "Interface",
            "ServiceName": chosen[2],
            "SubnetIds": [self.subnets[place][zone] for zone in (where[:1] if gateway else where)],
        }
        if not gateway:
            options["ServiceRegion"] = self.lands[chosen[0]].region
        self.keep(place, attempt("connect", land.ec2.create_vpc_endpoint, **options))

    @rule(place=places, where=zones, private=flags)
    def connect_to_aws(self, place, where, private):
        land = self.lands[place]
        subnets = [self.subnets[place][zone] for zone in where]
        options = {"VpcEndpointType": "Interface", "SubnetIds": subnets, "PrivateDnsEnabled": private}
        name = f"com.amazonaws.{land.region}.sqs"
        self.keep(place, attempt("connect", land.ec2.create_vpc_endpoint, VpcId=land.vpc, ServiceName=name, **options))

    @rule(place=places, tables=st.lists(st.sampled_from([0, 1]), unique=True))
    def open_gateway(self, place, tables):
        land = self.lands[place]
        options = {"ServiceName": f"com.amazonaws.{land.region}.s3", "RouteTableIds": [land.tables[n] for n in tables]}
        self.keep(place, attempt("gateway", land.ec2.create_vpc_endpoint, VpcId=land.vpc, **options))

    def keep(self, place, answer):
        if answer is not None:
            made = answer["VpcEndpoint"]
            self.born(place, made["VpcEndpointId"])
            self.endpoints.append((place, made["VpcEndpointId"], made["VpcEndpointType"]))

    @rule(endpoint=picks, zone=st.sampled_from(range(len(ZONES))), add=flags)
    def change_endpoint(self, endpoint, zone, add):
        chosen = self.pick(endpoint, self.endpoints)
        if chosen is None:
            return
        land, word = self.lands[chosen[0]], "Add" if add else "Remove"
        if chosen[2] == "Gateway":
            change = {f"{word}RouteTableIds": [land.tables[zone % 2]]}
        else:
            change = {f"{word}SubnetIds": [self.subnets[chosen[0]][zone]]}
        attempt("modify", land.ec2.modify_vpc_endpoint, VpcEndpointId=chosen[1], **change)

    @rule(endpoint=picks)
    def route_to_it(self, endpoint):
        chosen = self.pick(endpoint, self.endpoints)
        if chosen is not None:
            land = self.lands[chosen[0]]
            wanted = {
                "RouteTableId": land.tables[0],
                "DestinationCidrBlock": "192.0.2.0/24",
                "VpcEndpointId": chosen[1],
            }
            attempt("route", land.ec2.create_route, **wanted)

    @rule(endpoint=picks)
    def delete_endpoint(self, endpoint):
        chosen = self.pick(endpoint, self.endpoints)
        if chosen is not None:
            failed = self.lands[chosen[0]].ec2.delete_vpc_endpoints(VpcEndpointIds=[chosen[1]])["Unsuccessful"]
            assert {one["Error"]["Code"] for one in failed} <= {"InvalidVpcEndpoint.NotFound", "InvalidParameter"}

    @rule(endpoint=picks, state=st.sampled_from(["failed", "partial", "available", "expired", "rejected"]))
    def fate(self, endpoint, state):
        chosen = self.pick(endpoint, self.endpoints)
        shown = self.lands[chosen[0]].picture().endpoints.get(chosen[1]) if chosen else None
        if shown is not None and shown["State"] not in ("deleting", "deleted"):
            self.aws.force_state(chosen[1], state)

    # what lies around ------------------------------------------------------------------------------------------------

    @rule(place=places, zone=st.sampled_from(range(len(ZONES))))
    def replace_subnet(self, place, zone):
        land = self.lands[place]
        if attempt("subnet", land.ec2.delete_subnet, SubnetId=self.subnets[place][zone]) is not None:
            self.subnets[place][zone] = land.make_subnet(ZONES[zone])

    @rule(balancer=picks)
    def delete_balancer(self, balancer):
        chosen = self.pick(balancer, self.balancers)
        if chosen is not None:
            attempt("balancer", self.lands[chosen[0]].elbv2.delete_load_balancer, LoadBalancerArn=chosen[1])

    @rule(jump=st.sampled_from([1, 45, 90, 180, 8 * 24 * 3600]))
    def wait(self, jump):
        self.aws.clock.advance(jump)

    # what holds ------------------------------------------------------------------------------------------------------

    @invariant()
    def all_of_it_fits_together(self):
        self.steps["taken"] += 1
        pictures = [land.picture() for land in self.lands]
        for land, picture in zip(self.lands, pictures, strict=True):
            interfaces_fit(picture)
            routes_fit(picture)
            for endpoint in picture.endpoints.values():
                names_fit(land, picture, endpoint)
        connections_fit(self.lands, pictures)


def interfaces_fit(picture):
    """No interface without an endpoint, none missing, one a subnet."""
    announced = {}
    for endpoint in picture.endpoints.values():
        mine = set(endpoint["NetworkInterfaceIds"])
        announced.update(dict.fromkeys(mine, endpoint["VpcEndpointId"]))
        if endpoint["VpcEndpointType"] != "Gateway" and endpoint["State"] not in ("deleting", "deleted"):
            assert sorted(picture.interfaces[one]["SubnetId"] for one in mine) == sorted(endpoint["SubnetIds"])
    assert announced.keys() == picture.interfaces.keys()
    addresses = Counter(one["PrivateIpAddress"] for one in picture.interfaces.values())
    assert not [address for address, number in addresses.items() if number > 1]


def routes_fit(picture):
    """No route to an endpoint that is gone, and each of a gateway's tables has its route."""
    for table, endpoint_id in picture.routes:
        endpoint = picture.endpoints[endpoint_id]
        assert endpoint["VpcEndpointType"] == "GatewayLoadBalancer" or table in endpoint["RouteTableIds"]
    for endpoint in picture.endpoints.values():
        if endpoint["VpcEndpointType"] == "Gateway" and endpoint["State"] != "deleted":
            wanted = {(table, endpoint["VpcEndpointId"]) for table in endpoint["RouteTableIds"]}
            assert wanted <= picture.routes


def names_fit(land, picture, endpoint):
    """A regional name, one for each zone, and the private ones; only the first from another Region."""
    interfaces = [picture.interfaces[one] for one in endpoint["NetworkInterfaceIds"]]
    entries = [entry["DnsName"] for entry in endpoint.get("DnsEntries", ())]
    if not interfaces or endpoint["VpcEndpointType"] != "Interface":
        assert entries == []
        return
    stem = entries[0].partition(".")[0]
    zonal = [] if endpoint["ServiceRegion"] != land.region else [one["AvailabilityZone"] for one in interfaces]
    private = [f"sqs.{land.region}.amazonaws.com", f"sqs.{land.region}.api.aws"]
    expected = {stem, *(f"{stem}-{zone}" for zone in zonal)}
    assert {name.partition(".")[0] for name in entries if name not in private} == expected
    assert len(set(entries)) == len(entries)
    assert (private[0] in entries) == endpoint["PrivateDnsEnabled"]


def connections_fit(lands, pictures):
    """Provider and consumer see the same connections in the same states."""
    consumers = {
        endpoint_id: (land.account, land.region, endpoint["State"], endpoint["ServiceName"])
        for land, picture in zip(lands, pictures, strict=True)
        for endpoint_id, endpoint in picture.endpoints.items()
    }
    listed = set()
    for land, picture in zip(lands, pictures, strict=True):
        for endpoint_id, one in picture.connections.items():
            listed.add(endpoint_id)
            name = f"com.amazonaws.vpce.{land.region}.{one['ServiceId']}"
            seen = (one["VpcEndpointOwner"], one["VpcEndpointRegion"], one["VpcEndpointState"], name)
            assert consumers[endpoint_id] == seen
    offered = {one["ServiceName"] for picture in pictures for one in picture.services.values()}
    assert listed == {endpoint_id for endpoint_id, seen in consumers.items() if seen[3] in offered}


@pytest.mark.parametrize("timing", ["instant", "aws"])
def test_privatelink_holds_together(timing):
    with mock_vpce(seed=1, timing=timing) as aws:
        lands = [
            Land(account, region, *(aws.client(one, account=account, region=region) for one in ("ec2", "elbv2")))
            for account, region in PLACES
        ]
        members = {"aws": aws, "lands": lands, "start": aws.snapshot(), "steps": Counter()}
        bound = type("Bound", (PrivateLinkMachine,), members)
        examples = settings.default.max_examples * 35 // 1000 + 1
        options = settings(
            settings.default,
            deadline=None,
            max_examples=examples,
            stateful_step_count=STEPS,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        )
        run_state_machine_as_test(bound, settings=options)
        assert members["steps"]["taken"] >= examples * STEPS * 2 // 3
