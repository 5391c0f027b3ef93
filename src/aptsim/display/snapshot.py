"""What a snapshot holds, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator

from aptsim.snapshot.manifest import SnapshotManifest


def format_snapshot(manifest: SnapshotManifest) -> str:
    """Give the facts of a snapshot, then its files with their sizes."""
    return "".join(f"{line}\n" for line in _iter_lines(manifest))


def _iter_lines(manifest: SnapshotManifest) -> Iterator[str]:
    yield f"System:        {manifest.os_release.get('PRETTY_NAME') or 'not named'}"
    yield f"Architectures: {' '.join(manifest.architectures)}"
    yield f"Installed:     {manifest.installed} packages"
    yield f"apt:           {manifest.apt or 'not installed'}"
    yield f"Kernel:        {manifest.kernel or 'none'}"
    if manifest.redacted:
        yield f"Left empty:    {manifest.redacted} places that could hold a secret"
    for keyring in manifest.keys:
        yield f"Keys:          {keyring.path}"
        for fingerprint in keyring.fingerprints:
            yield f"               {fingerprint}"
    kept = [file for file in manifest.files if file.sha256]
    yield f"Files:         {len(kept)}, and of {len(manifest.files) - len(kept)} the size alone"
    for file in kept:
        yield f"{file.size:>14,} {file.path}"
    for path, target in manifest.links.items():
        yield f"{'':>14} {path} -> {target}"
