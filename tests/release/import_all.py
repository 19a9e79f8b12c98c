"""Imports every shipped module in an environment that has only the declared dependencies."""

import importlib
import pkgutil
import sys

# These come with an extra, which the environment is without.
EXTRA = ("psycopg", "psycopg_pool")


def main(*packages: str) -> None:
    """Import the modules of packages; a missing module is a dependency that is not declared."""
    for package in packages:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            try:
                importlib.import_module(module.name)
            except ModuleNotFoundError as missing:
                if (missing.name or "").partition(".")[0] not in EXTRA:
                    raise


if __name__ == "__main__":
    main(*sys.argv[1:])
