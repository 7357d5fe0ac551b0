"""Reads what pyright says of the types (--outputjson), and wants the type of all that is public to be known.

Modules of the package have plain names, so pyright takes all that is in them for public; what is public stands in `__all__`.
"""

import json
import sys

import mockvpce


def homes() -> list[str]:
    """Where each public name is defined."""
    found = []
    for name in mockvpce.__all__:
        value = getattr(mockvpce, name)
        own = getattr(value, "__qualname__", None)  # an alias of types has none
        found.append(f"{value.__module__}.{own}" if own else f"mockvpce.{name}")
    return found


def main() -> int:
    """Print what is not known; the count of it."""
    symbols = json.load(sys.stdin)["typeCompleteness"]["symbols"]
    public = tuple(homes())
    looked = [
        one for one in symbols if one["name"] in public or one["name"].startswith(tuple(f"{home}." for home in public))
    ]
    missing = [home for home in public if home not in {one["name"] for one in looked}]
    unknown = [one for one in looked if not one["isTypeKnown"]]
    for one in unknown:
        print(one["name"], *(told["message"] for told in one["diagnostics"]), sep="\n    ")
    for home in missing:
        print(home, "is public, and pyright does not know it")
    print(f"{len(looked)} public names, {len(looked) - len(unknown)} of them with a known type")
    return len(unknown) + len(missing)


if __name__ == "__main__":
    sys.exit(main())
