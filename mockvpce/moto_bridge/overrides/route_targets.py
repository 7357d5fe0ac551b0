"""ReplaceRoute to an endpoint, from one to another target, and of the local route: moto knows none of it.

And CreateRoute of a prefix list to an interface, where moto drops the list, and of another account's list.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from inspect import signature
from typing import Any

from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.responses.route_tables import RouteTables
from moto.ec2.utils import generate_route_id

from mockvpce.moto_bridge.compat import routes_of

_WHY = "routes that ReplaceRoute leads to an endpoint or away from one"
_WHICH = ("route_table_id", "destination_prefix_list_id")
"""What says which route it is; all other ids are targets, and without one the route is local again."""
_signature = functools.lru_cache(maxsize=None)(signature)


def wrap_route_targets(wrap: Callable[..., None]) -> None:
    """Let ReplaceRoute know endpoints, and CreateRoute keep prefix lists."""
    wrap(EC2Backend, "create_route", _keeping_list(EC2Backend.create_route), "routes of prefix lists to interfaces")
    wrap(EC2Backend, "replace_route", _replacing_endpoints(EC2Backend.replace_route), _WHY)
    wrap(RouteTables, "replace_route", _reading_endpoint(RouteTables.replace_route), _WHY)


def _keeping_list(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def create_route(backend: Any, *args: Any, **kwargs: Any) -> Any:
        route = original(backend, *args, **kwargs)
        given = _signature(original).bind(backend, *args, **kwargs).arguments
        wanted = given.get("destination_prefix_list_id")
        if wanted and route.destination_prefix_list is None:
            routes = routes_of(route.route_table)
            routes.pop(route.id, None)
            route.destination_prefix_list = _list(backend, wanted)
            route.id = generate_route_id(route.route_table.id, None, None, wanted)
            routes[route.id] = route
        return route

    return create_route


def _list(backend: Any, list_id: str) -> Any:
    """A prefix list of the account's, or one of the Region's that another account shares with it."""
    every = (backend, *(regions.get(backend.region_name) for regions in list(ec2_backends.values())))
    return next(
        (one.managed_prefix_lists[list_id] for one in every if one and list_id in one.managed_prefix_lists), None
    )


def _reading_endpoint(original: Callable[..., Any]) -> Callable[..., Any]:
    """Hand VpcEndpointId on as the gateway, which an endpoint is to moto's routes."""

    @functools.wraps(original)
    def replace_route(response: Any) -> Any:
        endpoint = response._get_param("VpcEndpointId")  # noqa: SLF001 - how moto's responses read a member
        if endpoint:
            response.querystring["GatewayId"] = [endpoint]
            if getattr(response, "automated_parameter_parsing", False):
                response.params["GatewayId"] = endpoint
        return original(response)

    return replace_route


def _replacing_endpoints(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def replace_route(backend: Any, *args: Any, **kwargs: Any) -> Any:
        route = original(backend, *args, **kwargs)
        given = _signature(original).bind(backend, *args, **kwargs).arguments
        target = given.get("gateway_id") or ""
        route.vpc_endpoint_id = route.carrier_gateway = None
        route.local = not any(value for name, value in given.items() if name.endswith("_id") and name not in _WHICH)
        if target.startswith("vpce-"):
            route.gateway = backend.get_vpc_end_point(target)
        return route

    return replace_route
