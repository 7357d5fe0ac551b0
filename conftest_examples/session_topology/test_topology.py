"""Each test may break the topology; the next one does not notice."""

import pytest


@pytest.mark.parametrize("time", [1, 2])
def test_delete_everything(provider, consumer, topology, time):
    consumer.delete_vpc_endpoints(VpcEndpointIds=[topology.endpoint_id])
    answer = provider.delete_vpc_endpoint_service_configurations(ServiceIds=[topology.service_id])
    assert answer["Unsuccessful"] == []
    assert consumer.describe_vpc_endpoints()["VpcEndpoints"] == []


def test_connection_is_there(provider):
    connections = provider.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    assert [one["VpcEndpointState"] for one in connections] == ["available"]


def test_interface_is_there(consumer, topology):
    interfaces = consumer.describe_network_interfaces()["NetworkInterfaces"]
    assert [one["Description"] for one in interfaces] == [f"VPC Endpoint Interface {topology.endpoint_id}"]
