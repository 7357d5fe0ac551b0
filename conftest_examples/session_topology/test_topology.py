"""Each test may break the topology; the next one does not notice."""

import pytest


@pytest.mark.parametrize("time", [1, 2])
def test_delete_everything(topology, time):
    topology.consumer.delete_vpc_endpoints(VpcEndpointIds=[topology.endpoint_id])
    answer = topology.provider.delete_vpc_endpoint_service_configurations(ServiceIds=[topology.service_id])
    assert answer["Unsuccessful"] == []
    assert topology.consumer.describe_vpc_endpoints()["VpcEndpoints"] == []


def test_connection_is_there(topology):
    connections = topology.provider.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    assert [one["VpcEndpointState"] for one in connections] == ["available"]


def test_interface_is_there(topology):
    interfaces = topology.consumer.describe_network_interfaces()["NetworkInterfaces"]
    assert [one["Description"] for one in interfaces] == [f"VPC Endpoint Interface {topology.endpoint_id}"]
