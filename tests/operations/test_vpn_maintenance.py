"""A tunnel without a BGP session, and AWS's maintenance of tunnels."""

from datetime import timedelta

import pytest
from vpn_site import Site

OFFICE = "192.168.0.0/16"
STATIC = {"StaticRoutesOnly": True}
CONTROLLED = {"TunnelOptions": [{"EnableTunnelLifecycleControl": True}]}
slow = pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)


@pytest.fixture
def site(aws):
    return Site(aws)


def telemetry(site, vpn, position=0):
    shown = site.connection(vpn.id)["VgwTelemetry"][position]
    return shown["Status"], shown["StatusMessage"], shown["AcceptedRouteCount"]


class Tunnel:
    """What requests say of the first tunnel of a connection."""

    def __init__(self, site, vpn):
        self.ec2 = site.ec2
        self.which = {"VpnConnectionId": vpn.id, "VpnTunnelOutsideIpAddress": vpn[0].address}

    @property
    def maintenance(self):
        return self.ec2.get_vpn_tunnel_replacement_status(**self.which)["MaintenanceDetails"]

    @property
    def active(self):
        return self.ec2.get_active_vpn_tunnel_status(**self.which)["ActiveVpnTunnelStatus"]

    def modify(self, control, **given):
        options = {"EnableTunnelLifecycleControl": control}
        self.ec2.modify_vpn_tunnel_options(**self.which, TunnelOptions=options, **given)


# BGP -----------------------------------------------------------------------------------------------------------------


def test_ipsec_without_a_bgp_session_is_down(aws, site):
    gateway = site.gateway(site.vpc)
    site.propagate(gateway)
    vpn = aws.vpn(site.connect(gateway=gateway))
    vpn[0].up(bgp=False)
    assert telemetry(site, vpn) == ("DOWN", "IPSEC IS UP", 0)
    assert telemetry(site, vpn, 1) == ("DOWN", "IPSEC IS DOWN", 0)
    assert (vpn[0].status, vpn[0].prefixes, vpn.learned()) == ("DOWN", frozenset(), frozenset())
    assert Tunnel(site, vpn).active["IkeVersion"] == "ikev1"
    vpn[0].up([OFFICE])
    assert telemetry(site, vpn) == ("UP", "1 BGP ROUTES", 1)
    assert {prefix for prefix, _ in site.routes()} == {OFFICE}
    vpn[0].up(bgp=False)
    assert site.routes() == {}
    vpn[0].down()
    assert telemetry(site, vpn) == ("DOWN", "IPSEC IS DOWN", 0)


def test_without_bgp_nothing_is_announced(aws, site):
    static, vpn = aws.vpn(site.connect(Options=STATIC)), aws.vpn(site.connect())
    with pytest.raises(ValueError, match="static routing: bgp=False makes no difference"):
        static[0].up(bgp=False)
    with pytest.raises(ValueError, match=r"without a BGP session nobody announces 192\.168\.0\.0/16"):
        vpn[0].up([OFFICE], bgp=False)
    assert telemetry(site, static) == ("DOWN", "", 0)
    assert telemetry(site, vpn) == ("DOWN", "IPSEC IS DOWN", 0)


def many(number):
    return [f"172.{20 + one // 256}.{one % 256}.0/24" for one in range(number)]


def test_a_peer_that_announces_too_much_has_no_session(aws, site):
    vpn = aws.vpn(site.connect())
    vpn[0].up(many(100))
    assert telemetry(site, vpn) == ("UP", "100 BGP ROUTES", 100)
    vpn[0].up(many(101))
    assert telemetry(site, vpn) == ("DOWN", "IPSEC IS UP", 0)
    over_transit = aws.vpn(site.connect(TransitGatewayId=site.transit))
    over_transit[0].up(many(1000))
    assert over_transit[0].status == "UP"
    over_transit[0].up(many(1001))
    assert over_transit[0].status == "DOWN"


# maintenance ---------------------------------------------------------------------------------------------------------


@slow
def test_maintenance_of_a_tunnel_takes_it_down_for_a_while(aws, site):
    vpn = aws.vpn(site.connect())
    aws.settle()
    vpn[0].up([OFFICE])
    vpn[1].up([OFFICE])
    vpn[0].maintain()
    assert [one.status for one in vpn] == ["DOWN", "UP"]
    assert Tunnel(site, vpn).active == {"ProvisioningStatus": "pending"}
    aws.clock.advance(minutes=10)
    assert [one.status for one in vpn] == ["UP", "UP"]
    assert Tunnel(site, vpn).maintenance.keys() == {"PendingMaintenance", "LastMaintenanceApplied"}


def test_maintenance_is_pending_where_the_lifecycle_is_controlled(aws, site):
    vpn = aws.vpn(site.connect(Options=CONTROLLED))
    tunnel = Tunnel(site, vpn)
    assert tunnel.maintenance == {"PendingMaintenance": "None"}
    before = aws.clock.now()
    vpn[0].maintain(days=7)
    shown = tunnel.maintenance
    assert shown["PendingMaintenance"] == "Available"
    assert timedelta() <= shown["MaintenanceAutoAppliedAfter"] - before - timedelta(days=7) < timedelta(minutes=1)
    tunnel.ec2.replace_vpn_tunnel(**tunnel.which)
    assert tunnel.maintenance["PendingMaintenance"] == "Available"
    tunnel.ec2.replace_vpn_tunnel(**tunnel.which, ApplyPendingMaintenance=True)
    assert tunnel.maintenance.keys() == {"PendingMaintenance", "LastMaintenanceApplied"}
    assert tunnel.maintenance["PendingMaintenance"] == "None"


@slow
def test_maintenance_that_nobody_applies_is_applied_in_the_end(aws, site):
    vpn = aws.vpn(site.connect(Options=CONTROLLED))
    aws.settle()
    vpn[0].up([OFFICE])
    vpn[0].maintain(days=7)
    aws.clock.advance(days=6)
    assert vpn[0].status == "UP"
    aws.clock.advance(days=1)
    assert vpn[0].status == "DOWN"
    assert Tunnel(site, vpn).maintenance["PendingMaintenance"] == "None"
    aws.clock.advance(minutes=10)
    assert vpn[0].status == "UP"


def test_control_is_not_given_up_over_pending_maintenance(aws, site):
    vpn = aws.vpn(site.connect(Options=CONTROLLED))
    tunnel = Tunnel(site, vpn)
    vpn[0].maintain()
    text = f"Maintenance of the tunnel {vpn[0].address} is pending: SkipTunnelReplacement cannot be used."
    with site.unchanged("InvalidParameterCombination", text):
        tunnel.modify(control=False, SkipTunnelReplacement=True)
    tunnel.modify(control=False)
    assert tunnel.maintenance["PendingMaintenance"] == "None"


def test_maintenance_belongs_to_a_connection_that_lives(aws, site):
    vpn = aws.vpn(site.connect(Options=CONTROLLED))
    vpn[0].maintain(60)
    site.ec2.delete_vpn_connection(VpnConnectionId=vpn.id)
    aws.clock.advance(days=1)
    gone = aws.vpn(site.connect())
    site.ec2.delete_vpn_connection(VpnConnectionId=gone.id)
    with pytest.raises(RuntimeError, match="its tunnels have maintenance while it is available"):
        gone[0].maintain()
    with pytest.raises(ValueError, match="-1"):
        aws.vpn(site.connect())[0].maintain(-1)


def test_a_snapshot_holds_pending_maintenance(aws, site):
    vpn = aws.vpn(site.connect(Options=CONTROLLED))
    vpn[0].maintain(days=1)
    snapshot = aws.snapshot()
    aws.clock.advance(days=2)
    assert Tunnel(site, vpn).maintenance["PendingMaintenance"] == "None"
    aws.restore(snapshot)
    assert Tunnel(site, vpn).maintenance["PendingMaintenance"] == "Available"
