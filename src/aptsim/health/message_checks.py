"""What apt itself complains of while it reads a system, with the places that it often does not name."""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.health.finding import Item
from aptsim.health.findings import Findings, count
from aptsim.health.patient import Patient, Phase
from aptsim.health.status_text import TextLines
from aptsim.model.message import Message, Severity

_ODD = {
    Phase.CONFIGURATION: "configuration-odd",
    Phase.SOURCES: "sources-odd",
    Phase.RELEASES: "sources-odd",
    Phase.POLICY: "preferences-odd",
}
_UNREADABLE = ("Could not open file", "Read error", "Problem opening")


def check_messages(patient: Patient, findings: Findings) -> None:
    """Make findings of the errors and warnings of each phase."""
    for phase in Phase:
        said = [message for where, message in patient.said if where is phase]
        errors = [message for message in said if message.is_error]
        if errors:
            _tell_error(patient, phase, said, errors, findings)
        oddities: dict[str, list[Message]] = {}
        for message in said:
            if message.severity in (Severity.WARNING, Severity.NOTICE) and not (errors and message.place is None):
                oddities.setdefault(_odd_code(patient, phase, message), []).append(message)
        for code, messages in oddities.items():
            _tell_odd(patient, code, messages, findings)


def tell_unreadable_configuration(messages: Sequence[Message], findings: Findings) -> None:
    """Make the one finding of a system whose configuration cannot be read."""
    errors = [message for message in messages if message.is_error]
    place = next((message.place for message in errors if message.place is not None), None)
    text = f"{_subject(place.path if place else '', errors)}{errors[0].text if errors else 'It cannot be read.'}"
    findings.add(
        "configuration-unparsable",
        text,
        place.path if place else "",
        place.line if place else 0,
        apt_says=[message.render() for message in messages],
    )


def _tell_error(
    patient: Patient, phase: Phase, said: Sequence[Message], errors: Sequence[Message], findings: Findings
) -> None:
    first = next((message for message in errors if message.place is not None), errors[0])
    code = _error_code(patient, phase, first)
    path, line, offset = _located(patient, first)
    findings.add(code, first.text, path, line, offset, apt_says=[message.render() for message in said])


def _error_code(patient: Patient, phase: Phase, first: Message) -> str:
    path = "" if first.place is None else first.place.path
    match phase:
        case Phase.CONFIGURATION:
            return "configuration-unparsable"
        case Phase.SOURCES:
            return "sources-unparsable"
        case Phase.RELEASES:
            return "release-unparsable"
        case Phase.PACKAGES:
            if not _is_status(patient, path):
                return "list-unparsable"
            return "status-unreadable" if first.text.startswith(_UNREADABLE) else "status-unparsable"
        case Phase.POLICY:
            if not path:
                return "default-release-unknown"
            states = patient.system.configuration.find_file("Dir::State::extended_states")
            return "states-unparsable" if path == states else "preferences-unparsable"


def _odd_code(patient: Patient, phase: Phase, message: Message) -> str:
    if message.severity is Severity.NOTICE:
        return "file-ignored"
    if phase is Phase.PACKAGES:
        path = "" if message.place is None else message.place.path
        return "status-odd" if _is_status(patient, path) else "list-odd"
    return _ODD[phase]


def _tell_odd(patient: Patient, code: str, messages: Sequence[Message], findings: Findings) -> None:
    places = [_located(patient, message) for message in messages]
    path, line, offset = places[0]
    if len(messages) == 1:
        findings.add(code, messages[0].text, path, line, offset, apt_says=[messages[0].render()])
        return
    items = [Item("", message.text, *place[:2]) for message, place in zip(messages, places, strict=True)]
    text = f"apt has {count(len(messages), 'complaint')}."
    findings.add(code, text, path, line, offset, items, [message.render() for message in messages])


def _located(patient: Patient, message: Message) -> tuple[str, int, int]:
    """Give path, line and offset of a message's place."""
    place = message.place
    if place is None:
        return "", 0, -1
    if place.offset < 0:
        return place.path, place.line, -1
    file = next((file for file in patient.package_files if file.path == place.path), None)
    lines = TextLines(b"") if file is None else patient.lines_of(file)
    line, offset = lines.locate(place)
    return (patient.status.path if _is_status(patient, place.path) and patient.status else place.path), line, offset


def _is_status(patient: Patient, path: str) -> bool:
    file = patient.status_file
    return file is not None and path == file.path


def _subject(path: str, errors: Sequence[Message]) -> str:
    """Give what the sentence begins with where apt's own text does not name the file."""
    return f"{path}: " if path and errors and path not in errors[0].text else ""
