"""Package lists: which are missing, and which archives nobody has signed.

Source: sources.list(5); apt-secure(8).
"""

from __future__ import annotations

from aptsim.archive.index_targets import IndexTarget, index_targets
from aptsim.archive.list_names import compression_types, existing_list
from aptsim.archive.meta_index import MetaIndex, Setting
from aptsim.files.folder import file_exists
from aptsim.health.finding import Item
from aptsim.health.findings import Findings, count
from aptsim.health.patient import Patient
from aptsim.model.message import Messages


def check_lists(patient: Patient, findings: Findings) -> None:
    """Compare the source lists with what is on disk."""
    if patient.system.package_files is not None or findings.has("sources-unparsable"):
        return
    archives = [archive for archive in patient.archives if archive.deb_entries]
    if not archives:
        place = patient.system.configuration.find_file("Dir::Etc::sourcelist")
        findings.add("sources-none", "No source list names an archive of packages.", place)
        return
    wanted = [target for archive in archives for target in _package_targets(patient, archive)]
    missing = [target for target in wanted if not _is_there(patient, target)]
    if missing:
        items = [
            Item(target.description, f"asked for by {target.place}", target.list_path(patient.system.configuration))
            for target in missing
        ]
        path, line = _place_of(missing[0])
        if len(missing) == len(wanted):
            text = f"The sources name {count(len(wanted), 'package list')}, and none is there."
            findings.add("lists-absent", text, path, line, items=items)
        else:
            text = f"{len(missing)} of the {count(len(wanted), 'package list')} that the sources name are not there."
            findings.add("list-missing", text, path, line, items=items)
    _check_trust(patient, archives, findings)


def _check_trust(patient: Patient, archives: list[MetaIndex], findings: Findings) -> None:
    configuration = patient.system.configuration
    unsigned: list[tuple[MetaIndex, Item]] = []
    trusted: list[tuple[MetaIndex, Item]] = []
    for archive in archives:
        if not any(_is_there(patient, target) for target in _package_targets(patient, archive)):
            continue
        place = archive.deb_entries[0].place
        path, _, line = place.rpartition(":")
        item = Item(archive.describe().removesuffix(" Release"), "", path, int(line) if line.isdigit() else 0)
        if archive.trusted is Setting.YES:
            trusted.append((archive, item))
        elif not archive.is_trusted(configuration, patient.system.tree):
            unsigned.append((archive, item))
    for code, found, what in (
        ("source-unsigned", unsigned, "no signed Release file among the lists"),
        ("source-trusted", trusted, "trusted=yes, so that no signature is asked for"),
    ):
        if found:
            items = [item for _, item in found]
            have = count(len(items), "archive has", "archives have")
            findings.add(code, f"{have} {what}.", items[0].path, items[0].line, items=items)


def _package_targets(patient: Patient, archive: MetaIndex) -> list[IndexTarget]:
    """Give the package indexes that an archive must have; that of architecture `all` is optional."""
    targets = index_targets(archive, patient.system.configuration, Messages())
    return [target for target in targets if target.created_by == "Packages" and target.architecture != "all"]


def _is_there(patient: Patient, target: IndexTarget) -> bool:
    configuration, tree = patient.system.configuration, patient.system.tree
    return file_exists(
        existing_list(target.list_path(configuration), compression_types(configuration, tree), tree), tree
    )


def _place_of(target: IndexTarget) -> tuple[str, int]:
    path, _, line = target.place.rpartition(":")
    return path, int(line) if line.isdigit() else 0
