"""Who may connect to a service."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.protocol.filters import Filters
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import GATEWAY_LOAD_BALANCER
from mockvpce.resources.privatelink.lookups import changeable_service, own_service
from mockvpce.resources.privatelink.services.service import VPC_ENDPOINT, Permission

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

_FORMS = (
    ("All", re.compile(r"\*")),
    ("Account", re.compile(r"\d{12}|arn:aws[a-z-]*:iam::\d{12}:root")),
    ("User", re.compile(r"arn:aws[a-z-]*:iam::\d{12}:user/[\w+=,.@-]+")),
    ("Role", re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@-]+")),
    (
        "OrganizationUnit",
        re.compile(r"arn:aws[a-z-]*:organizations::\d{12}:(ou|organization)/o-[a-z0-9]+(/ou-[a-z0-9-]+)?"),
    ),
    ("Service", re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?")),
)
_FILTER_VALUE = re.compile(r"[\w+=,.@:/*?\\-]*")
TRANSIT_GATEWAY = "transit-gateway-attachment"

PERMISSION_FILTERS: Filters[Permission] = Filters(
    {
        "principal": lambda permission: permission.principal,
        "principal-type": lambda permission: permission.principal_type,
        "permission-type": lambda permission: permission.permission_type or VPC_ENDPOINT,
    },
    unknown=lambda name: errors.FILTER_OF_SERVICES(name=name),
)


@operation
def modify_vpc_endpoint_service_permissions(
    call: Call,
    *,
    service_id: str,
    add_allowed_principals: Sequence[str] = (),
    remove_allowed_principals: Sequence[str] = (),
    permission_type: str | None = None,
) -> dict[str, Any]:
    """Admit principals to a service, and no longer admit others. Connections that exist are not touched."""
    service = changeable_service(call, service_id)
    types = {principal: principal_type(principal) for principal in add_allowed_principals}
    if permission_type == TRANSIT_GATEWAY:
        if service.service_type != GATEWAY_LOAD_BALANCER:
            raise errors.PARAMETER_NOT_FOR_TYPE(parameter="PermissionType", type=service.service_type)
        for principal, kind in types.items():
            if kind != "Account":
                raise errors.PRINCIPAL_INVALID(principal=principal)
    for principal in remove_allowed_principals:
        removed = service.permissions.pop((principal, permission_type or VPC_ENDPOINT), None)
        if removed is not None:
            call.platform.tags.drop(call.home, removed.id)
    added = []
    for principal, kind in types.items():
        permission = Permission("", principal, kind, permission_type)
        if permission.key not in service.permissions:
            permission.id = call.world.ids.resource("vpce-svc-perm")
            service.permissions[permission.key] = permission
            added.append(_added_view(service_id, permission))
    return {"AddedPrincipals": added, "ReturnValue": True}


def principal_type(principal: str) -> str:
    """The kind of a principal, refused where it is none of them."""
    for kind, form in _FORMS:
        if form.fullmatch(principal):
            return kind
    raise errors.PRINCIPAL_INVALID(principal=principal)


def _added_view(service_id: str, permission: Permission) -> dict[str, Any]:
    shown = {
        "PrincipalType": permission.principal_type,
        "Principal": permission.principal,
        "ServicePermissionId": permission.id,
        "ServiceId": service_id,
    }
    if permission.permission_type is not None:
        shown["PermissionType"] = permission.permission_type
    return shown


@operation(filters=PERMISSION_FILTERS, page=(5, 1000))
def describe_vpc_endpoint_service_permissions(
    call: Call, *, service_id: str, filters: Sequence[Mapping[str, Any]] | None = None
) -> Listing[Permission]:
    """The principals that may connect to a service."""
    service = own_service(call, service_id)
    for given in filters or ():
        for value in given.get("Values", ()):
            if given.get("Name") == "principal" and not _FILTER_VALUE.fullmatch(value):
                raise errors.FILTER_VALUE(value=value)
    query = PERMISSION_FILTERS.read(filters or ())
    found = [permission for permission in service.permissions.values() if query.accepts(permission)]

    def view(permission: Permission) -> dict[str, Any]:
        return {**_added_view(service_id, permission), "Tags": call.tag_list(permission.id)}

    return Listing(found, {"AllowedPrincipals": view})
