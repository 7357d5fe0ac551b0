"""CloudFormation: the types of our families in moto's stacks, and what moto's own types leave out."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from moto.core.common_models import CloudFormationModel

from mockvpce.moto_bridge.cloudformation import (
    functions,
    loops,
    motos_remains,
    parameters,
    reading,
    types,
    values,
    ways_in,
)
from mockvpce.moto_bridge.cloudformation.adapter import StackResource, classes

if TYPE_CHECKING:
    from mockvpce.engine.world import World
    from mockvpce.patching import Patches

_PARSER = "moto.cloudformation.parsing"


class StackTypes:
    """Puts our types into moto's map of CloudFormation types, where the last one of a name counts.

    moto makes that map from the subclasses of `CloudFormationModel`. Its parser takes a second to import, so it is not
    imported here; where it has been, its map is made anew.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def apply(self, patches: Patches) -> None:
        """Let stacks have our types."""
        StackResource.world = self._world
        patches.on_undo(_forget_map)
        ours = staticmethod(_with_ours)
        patches.replace(CloudFormationModel, "__subclasses__", ours, "our types in moto's map of types")
        _forget_map()
        patches.when_imported(_PARSER, partial(_find_custom, patches), needs="cloudformation")
        motos_remains.apply(patches)
        ways_in.apply(patches)
        reading.apply(patches)
        values.apply(patches)
        parameters.apply(patches)
        functions.apply(patches)
        loops.apply(patches)


def _with_ours() -> list[type[Any]]:
    types.load()  # 20 ms that tests without stacks do without
    return [*type.__subclasses__(CloudFormationModel), *classes()]


def _find_custom(patches: Patches, parser: Any) -> None:
    """Let the parser find our custom types; others become moto's custom resources."""
    find = parser.resource_class_from_type

    def resource_class_from_type(resource_type: str) -> Any:
        is_hidden = resource_type.startswith(("Custom::", "AWS::CloudFormation::Wait"))
        ours = parser.get_model_map().get(resource_type) if is_hidden else None
        return ours or find(resource_type)

    patches.replace(parser, "resource_class_from_type", resource_class_from_type, "custom resources of ours")


def _forget_map() -> None:
    parser = sys.modules.get(_PARSER)
    if parser is not None:
        for cached in (parser.get_model_list, parser.get_model_map, parser.get_name_type_map):
            cached.cache_clear()
