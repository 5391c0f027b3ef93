"""The packages that autoremove spares although they were installed automatically: by name, and for kernels.

Source: apt-pkg/depcache.cc, DefaultRootSetFunc and DefaultRootSetFunc2; apt-pkg/contrib/configuration.cc,
Configuration::MatchAgainstConfig.
"""

from __future__ import annotations

from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.posix_regex import PosixRegexError, compile_posix_regex
from aptsim.resolver.classic.kernels import protected_kernels
from aptsim.universe.universe import Universe

_OPTION = "APT::NeverAutoRemove"


class RootSet:
    """Tells by name which packages are kept (InRootSet)."""

    def __init__(self, universe: Universe, configuration: Configuration, kernel_release: str) -> None:
        """Compiles the expressions; bad ones are left out."""
        expressions = configuration.find_vector(_OPTION)
        bad = bad_expressions(configuration)
        self._names = [compile_posix_regex(one).search for one in expressions if one not in bad]
        self._is_protected_kernel = protected_kernels(universe, configuration, kernel_release)
        #: With nothing but bad expressions apt neither marks nor sweeps (wasConstructedSuccessfully).
        self.is_usable = bool(self._names) or not expressions

    def has(self, name: str) -> bool:
        """Says whether packages of this name are kept."""
        return self._is_protected_kernel(name) or any(search(name) for search in self._names)


def bad_expressions(configuration: Configuration) -> list[str]:
    """Gives the expressions of APT::NeverAutoRemove that the C library refuses."""
    bad: list[str] = []
    for expression in configuration.find_vector(_OPTION):
        try:
            compile_posix_regex(expression)
        except PosixRegexError:
            bad.append(expression)
    return bad


def warn_of_bad_expressions(configuration: Configuration, messages: Messages) -> None:
    """Adds the warnings that apt gives when it sweeps for the first time."""
    for expression in bad_expressions(configuration):
        messages.warning(
            f"Invalid regular expression '{expression}' in configuration option '{_OPTION}' will be ignored."
        )
