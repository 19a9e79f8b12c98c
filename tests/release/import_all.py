"""Import every shipped module, in an environment with only the declared dependencies."""

import importlib
import pkgutil
import sys

# These belong to an extra that is not installed.
EXTRA = ("psycopg", "psycopg_pool")


def main(*packages: str) -> None:
    """Import the modules of packages; a missing module is an undeclared dependency."""
    for package in packages:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            try:
                importlib.import_module(module.name)
            except ModuleNotFoundError as missing:
                if (missing.name or "").partition(".")[0] not in EXTRA:
                    raise


if __name__ == "__main__":
    main(*sys.argv[1:])
