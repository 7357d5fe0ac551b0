"""The appliance's setup, from both ends."""

PEER = "10.0.1.20"


def way_out(vpce_mock, here):
    return vpce_mock.reach(here.host, PEER)


def test_packets_go_through_the_appliance(vpce_mock, here):
    path = way_out(vpce_mock, here)
    assert here.interface in [hop.id for hop in path.hops]
    assert "ENI_SOURCE_DEST_CHECK_RESTRICTION" not in path.codes


def test_the_check_has_to_be_off(vpce_mock, here):
    vpce_mock.client("ec2").modify_instance_attribute(InstanceId=here.appliance, SourceDestCheck={"Value": True})
    assert "ENI_SOURCE_DEST_CHECK_RESTRICTION" in way_out(vpce_mock, here).codes


def test_a_stopped_appliance_is_a_black_hole(vpce_mock, here):
    vpce_mock.client("ec2").stop_instances(InstanceIds=[here.appliance])
    path = way_out(vpce_mock, here)
    assert not path
    assert "BAD_STATE" in " ".join(path.codes)


def test_the_other_vpc_reaches_the_appliances_network(vpce_mock, here, there):
    behind = there.vpn.host("192.168.1.20")
    assert not vpce_mock.reach(there.host, behind)
    there.vpn[0].up(["192.168.0.0/16"])
    assert vpce_mock.reach(there.host, behind)
    assert vpce_mock.reach(behind, there.host)
    there.vpn[0].down()
    assert not vpce_mock.reach(there.host, behind)
