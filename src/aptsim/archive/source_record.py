"""What a source package says about itself: in a Sources index, in a ``.dsc`` file, in a ``debian/control`` file.

Source: apt-pkg/deb/debsrcrecords.cc, debSrcRecordParser and debDscRecordParser.
"""

from __future__ import annotations

from functools import cached_property

from aptsim.archive.build_dependency import (
    BuildDependency,
    BuildDependencyReader,
    BuildField,
    BuildTarget,
    MalformedBuildDependencyError,
)
from aptsim.archive.release import strip_clear_signature
from aptsim.errors import PendingErrors
from aptsim.files.tag_file import TagFileError, TagSection, iter_sections
from aptsim.model.message import Messages

_LONGEST_LIST = 64 * 1024 * 1024
"""More bytes than any description of a source package has."""


class SourceRecord:
    """One record."""

    def __init__(self, section: TagSection) -> None:
        self.section = section

    @property
    def package(self) -> str:
        """The source package's name."""
        return self.section.find("Package")

    @property
    def source(self) -> str:
        """The source package's name, where the record is no index's."""
        return self.section.find("Source")

    @property
    def version(self) -> str:
        """The source package's version."""
        return self.section.find("Version")

    @cached_property
    def binaries(self) -> frozenset[str]:
        """The names of the packages built from it (Binaries)."""
        text = self.section.find("Binary")
        return frozenset(name.strip() for name in text.split(",")) if text else frozenset()

    def build_dependencies(self, target: BuildTarget, is_arch_only: bool, messages: Messages) -> list[BuildDependency]:
        """Gives what must and what must not be installed to build it (BuildDepends).

        Args:
            is_arch_only: whether only architecture dependent packages are built.

        Raises:
            PendingErrors: where apt refuses a field; its words are in the messages.
        """
        reader = BuildDependencyReader(target)
        for field in BuildField:
            if is_arch_only and field.is_for_indep:
                continue
            try:
                reader.read_field(field, self.section.find(field.value))
            except MalformedBuildDependencyError:
                messages.error(f"Problem parsing dependency: {field.value}")
                raise PendingErrors from None
        return reader.dependencies


def read_source_file(path: str, messages: Messages) -> SourceRecord:
    """Reads the first record of a ``.dsc`` or ``debian/control`` file, signed or not.

    What is wrong with it is in the messages; the record is empty then, as apt goes on with it.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(_LONGEST_LIST)
        content = strip_clear_signature(data, path, messages)
        section = next(iter_sections(content, path, with_comments=True), None)
    except (OSError, PendingErrors):
        messages.error(f"Failed to open {path}")
        section = None
    except TagFileError as error:
        messages.error(str(error))
        section = None
    return SourceRecord(section or TagSection({}))
