"""moto, as the ports of `engine.platform` describe it: one adapter a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.moto_bridge.adapters.authorization import MotoAuthorization
from mockvpce.moto_bridge.adapters.elbv2 import MotoLoadBalancers
from mockvpce.moto_bridge.adapters.groups import MotoGroups
from mockvpce.moto_bridge.adapters.identities import MotoIdentities
from mockvpce.moto_bridge.adapters.interfaces import MotoInterfaces
from mockvpce.moto_bridge.adapters.networks import MotoNetworks
from mockvpce.moto_bridge.adapters.outside_ec2 import MotoServices
from mockvpce.moto_bridge.adapters.prefix_lists import MotoPrefixLists
from mockvpce.moto_bridge.adapters.quotas import MotoQuotas
from mockvpce.moto_bridge.adapters.route53 import MotoHostedZones
from mockvpce.moto_bridge.adapters.routes import MotoRoutes
from mockvpce.moto_bridge.adapters.sns import MotoTopics
from mockvpce.moto_bridge.adapters.tags import MotoTags
from mockvpce.moto_bridge.adapters.topology import MotoTopology
from mockvpce.moto_bridge.adapters.transit_gateways import MotoTransitGateways
from mockvpce.moto_bridge.adapters.vpclattice import MotoLattice

if TYPE_CHECKING:
    from mockvpce.engine.world import World
    from mockvpce.moto_bridge.backends import Backends


class MotoPlatform:
    """What our resources see of moto, and do to it."""

    def __init__(self, world: World, backends: Backends) -> None:
        self.topology = MotoTopology(world, backends)
        self.authorization = MotoAuthorization(backends)
        self.services = MotoServices(world)
        self.networks = MotoNetworks(backends)
        self.groups = MotoGroups(backends)
        self.interfaces = MotoInterfaces(backends, world.ids, self.topology.forget_addresses)
        self.routes = MotoRoutes(backends)
        self.transit_gateways = MotoTransitGateways(backends)
        self.tags = MotoTags(backends)
        self.prefix_lists = MotoPrefixLists(backends)
        self.load_balancers = MotoLoadBalancers()
        self.identities = MotoIdentities()
        self.quotas = MotoQuotas()
        self.dns = MotoHostedZones()
        self.topics = MotoTopics()
        self.lattice = MotoLattice()
