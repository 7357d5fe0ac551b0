"""The picture of an account in a Region: all that its EC2 client is shown, whatever family it is of."""

from mockvpce.engine.operation import registry

MOTOS = ("describe_network_interfaces", "describe_route_tables", "describe_subnets")
"""Where resources of ours show in resources of moto's."""
CATALOGUE = ("DescribeManagedPrefixLists", "DescribePrefixLists", "DescribeVpcEndpointServices")
"""What AWS has there whatever an account does, for the most part."""
OWNERS = {
    "ClientVpnEndpointId": "describe_client_vpn_endpoints",
    "ServiceId": "describe_vpc_endpoint_service_configurations",
}
"""The member that names the owner of what is described, and what lists owners."""
EXPORTED = "ExportClientVpnClientCertificateRevocationList"
"""What no Describe shows."""


def picture(ec2):
    """What each Describe answers; what is described by its owner, for each owner."""
    shown = {name: _ask(ec2, name) for name in MOTOS}
    parts = []
    for name, operation in registry.items():
        if not (name.startswith("Describe") or name == EXPORTED) or name in CATALOGUE:
            continue
        if not operation.model.required:
            shown[operation.model.python_name] = _ask(ec2, operation.model.python_name)
        elif operation.model.required[0] in OWNERS:
            parts.append(operation.model)
    for model in parts:
        (owner,) = model.required
        shown[model.python_name] = [
            _ask(ec2, model.python_name, **{owner: one[owner]})
            for answer in shown[OWNERS[owner]].values()
            for one in answer
            if _is_there(one)
        ]
    return shown


def _ask(ec2, name, **parameters):
    answer = getattr(ec2, name)(**parameters)
    del answer["ResponseMetadata"]
    for connection in answer.get("Connections", ()):
        connection.pop("Timestamp")  # the time of the answer
    return answer


def _is_there(owner):
    """Whether an owner still answers for its parts."""
    state = owner["Status"]["Code"] if "Status" in owner else owner["ServiceState"]
    return state.lower() != "deleted"
