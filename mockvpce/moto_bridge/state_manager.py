"""moto's `state_manager`, through which a test says how fast resources move from state to state.

Ours are its models `mockvpce::vpc-endpoint`, `mockvpce::vpc-peering-connection` and so on, by the types that tags know:

    state_manager.set_transition("mockvpce::vpc-endpoint", {"progression": "manual", "times": 3})
    state_manager.set_transition("mockvpce::vpc-peering-connection", {"progression": "time", "seconds": 60})
"""

from __future__ import annotations

from datetime import timedelta

from moto.moto_api import state_manager
from moto.moto_api._internal.state_manager import DEFAULT_TRANSITION

from mockvpce.engine.timers import Progression


def pace(resource_type: str) -> Progression | None:
    """What a test has set for a type; None where it has set nothing."""
    transition = state_manager.get_transition(f"mockvpce::{resource_type}")
    if transition is DEFAULT_TRANSITION:
        return None
    if transition["progression"] == "time":
        return Progression(delay=timedelta(seconds=transition["seconds"]))
    return Progression(describes=transition["times"]) if transition["progression"] == "manual" else Progression()
