"""The dpkg status as a file: whether it is there, whole, and about all packages that are on the system.

Source: dpkg(1), FILES: ``status-old`` is the status before the last change, ``info/NAME.list`` is there for every
package that has files or configuration files on the system.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from aptsim.health.evidence import names_in, read_file
from aptsim.health.finding import Item
from aptsim.health.findings import Findings, count
from aptsim.health.patient import Patient, folder_beside
from aptsim.health.status_text import StatusText

_LARGE_PART = 5
"""A status that has lost more than one in so many packages since the last change is told of."""


def check_status_file(patient: Patient, findings: Findings) -> None:
    """Look at the file and at what lies beside it."""
    status = patient.status
    if status is None:
        if patient.status_file is None:
            _tell_absent(patient, findings)
        return
    if not _tell_empty(patient, status, findings):
        _check_end(status, findings)
        _check_doubles(status, findings)
    _check_lost(patient, status, findings)
    updates = [name for name in names_in(f"{folder_beside(status.path)}updates", patient.system.tree) if name.isdigit()]
    if updates:
        files = count(len(updates), "file")
        text = f"dpkg has left {files} in updates/: it was stopped in the middle of its work."
        findings.add("dpkg-interrupted", text, f"{folder_beside(status.path)}updates")


def _tell_absent(patient: Patient, findings: Findings) -> None:
    path = patient.system.status_path
    if not path:
        findings.add("status-absent", "No dpkg status is given (--status FILE), so the system counts as empty.")
        return
    text = "There is no dpkg status."
    beside = folder_beside(path)
    old = _old_status(path, patient)
    if old is not None:
        text += f" status-old beside it has {count(len(old.installed), 'installed package')}."
    if names_in(f"{beside}status.d", patient.system.tree):
        text += " There is a folder status.d, as in distroless images; apt does not read it."
    findings.add("status-absent", text, path)


def _tell_empty(patient: Patient, status: StatusText, findings: Findings) -> bool:
    """Tell of a status in which nothing is installed; False where something is, or nobody can say."""
    if status.installed or not status.is_whole:
        return False
    size = len(status.lines.data)
    old = _old_status(status.path, patient)
    more = f" status-old has {count(len(old.installed), 'installed package')}." if old and old.installed else ""
    if not status.stanzas:
        findings.add("status-empty", f"The dpkg status has {count(size, 'byte')} and no stanza.{more}", status.path)
        return True
    states = Counter(stanza.fields.get("status", "no Status field") for stanza in status.stanzas)
    most = ", ".join(f"{number} '{state}'" for state, number in states.most_common(3))
    stanzas = count(len(status.stanzas), "stanza")
    text = f"The dpkg status has {stanzas}, and none of an installed package: {most}.{more}"
    findings.add("status-nothing-installed", text, status.path)
    return True


def _check_end(status: StatusText, findings: Findings) -> None:
    data = status.lines.data
    if not data or data.endswith(b"\n"):
        return
    last = status.stanzas[-1].fields.get("package", "") if status.stanzas else ""
    in_it = f" in the stanza of {last}" if last else ""
    start = data.rfind(b"\n") + 1
    text = f"The file ends in the middle of a line{in_it}, after {len(data)} bytes; dpkg ends it with an empty line."
    findings.add("status-cut", text, status.path, status.lines.line_of(start), len(data))


def _check_doubles(status: StatusText, findings: Findings) -> None:
    first: dict[tuple[str, str], int] = {}
    doubles: list[Item] = []
    for stanza in status.stanzas:
        key = stanza.fields.get("package", ""), stanza.fields.get("architecture", "")
        line = status.lines.line_of(stanza.offset)
        if key in first:
            doubles.append(Item(key[0], f"again, after line {first[key]}", status.path, line))
        else:
            first[key] = line
    if doubles:
        text = f"{count(len(doubles), 'stanza')} of the status is about a package that has one already."
        if len(doubles) > 1:
            text = f"{len(doubles)} stanzas of the status are about packages that have one already."
        findings.add("status-stanza-twice", text, status.path, doubles[0].line, items=doubles)


def _check_lost(patient: Patient, status: StatusText, findings: Findings) -> None:
    """Compare with the lists of files that dpkg keeps, and with the status before the last change."""
    known = status.names
    names = names_in(f"{folder_beside(status.path)}info", patient.system.tree)
    files = [name.removesuffix(".list") for name in names if name.endswith(".list")]
    lost = sorted({name.partition(":")[0] for name in files} - known)
    if lost:
        text = (
            f"{count(len(lost), 'package has', 'packages have')} a list of files in info/ and no stanza in the status."
        )
        findings.add("status-lost-packages", text, status.path, items=_items(lost))
    old = _old_status(status.path, patient)
    if old is None:
        return
    gone = sorted(set(old.installed) - set(status.installed))
    if len(gone) * _LARGE_PART > len(old.installed) and status.installed:
        text = (
            f"status-old has {count(len(old.installed), 'installed package')}, "
            f"the status {len(status.installed)}: {len(gone)} are gone since dpkg's last change."
        )
        findings.add("status-smaller-than-old", text, status.path, items=_items(gone))


def _old_status(path: str, patient: Patient) -> StatusText | None:
    data = read_file(f"{path}-old", patient.system.tree)
    return None if data is None else StatusText.of(f"{path}-old", data)


def _items(names: Iterable[str]) -> list[Item]:
    return [Item(name) for name in names]
