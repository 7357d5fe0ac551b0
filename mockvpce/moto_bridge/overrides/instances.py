"""Interfaces of instances: those made at launch go with the instance, others are left without it.

moto keeps both, attached to what is terminated, so that their subnet is never free. EC2 deletes an interface that it made
at launch unless `DeleteOnTermination` says no, and deletes none that is attached.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.models.instances import Instance

_WHY = "interfaces go with the instance that they were made for"


def wrap_instances(wrap: Callable[..., None]) -> None:
    """Let interfaces of terminated instances go."""
    wrap(Instance, "prep_nics", _preparing(Instance.prep_nics), _WHY)
    wrap(Instance, "terminate", _terminating(Instance.terminate), _WHY)
    wrap(EC2Backend, "delete_network_interface", _deleting(EC2Backend.delete_network_interface), _WHY)


def _preparing(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def prep_nics(instance: Any, nic_spec: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        asked = {int(one["DeviceIndex"]): one for one in nic_spec if one.get("DeviceIndex") is not None}
        original(instance, nic_spec, *args, **kwargs)
        for index, eni in instance.nics.items():
            wanted = asked.get(index, {})
            if not wanted.get("NetworkInterfaceId") and wanted.get("DeleteOnTermination") is None:
                eni.delete_on_termination = True

    return prep_nics


def _terminating(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def terminate(instance: Any) -> Any:
        backend = instance.ec2_backend
        attached = [eni for eni in instance.nics.values() if eni.id in backend.enis]
        for address in backend.addresses:
            if address.instance is instance or address.eni in attached:
                backend.disassociate_address(address=address.public_ip)
        for eni in attached:
            eni.instance = eni.attachment_id = eni.attach_time = None
        result = original(instance)
        for eni in attached:
            eni.status = "available"
        return result

    return terminate


def _deleting(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def delete_network_interface(backend: Any, eni_id: str) -> Any:
        eni = backend.enis.get(eni_id)
        if eni is not None and eni.instance and eni.attachment_id:
            raise EC2ClientError("InvalidParameterValue", f"Network interface '{eni_id}' is currently in use.")
        return original(backend, eni_id)

    return delete_network_interface
