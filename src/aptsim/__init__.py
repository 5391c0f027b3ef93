"""Predicts, to the byte, what apt does on a system, and says why.

`Simulator` opens a system and simulates on it; a `Run` holds the `Plan`, the steps in order and every message. The
other names are what they are made of. Each is imported when it is first used, so that `import aptsim` costs nothing;
`__init__.pyi` says the same to type checkers.
"""

from __future__ import annotations

from importlib import import_module

_HOMES = {
    "AptsimError": "aptsim.errors",
    "Change": "aptsim.resolver.plan",
    "InputError": "aptsim.errors",
    "MissingInputError": "aptsim.errors",
    "Outcome": "aptsim.resolver.plan",
    "Plan": "aptsim.resolver.plan",
    "PlannedPackage": "aptsim.resolver.plan",
    "Run": "aptsim.run",
    "Simulator": "aptsim.simulator",
    "Version": "aptsim.model.version",
    "bundled_root": "aptsim.system.bundled",
    "compare_versions": "aptsim.model.version",
    "open_image": "aptsim.opening",
    "open_snapshot": "aptsim.opening",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    """Imports a public name from where it is defined."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'aptsim' has no attribute {name!r}")
    return getattr(import_module(home), name)
