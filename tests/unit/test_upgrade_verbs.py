"""What belongs to the upgrade verbs alone: their view of the configuration, and the machine's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim import Simulator, bundled_root
from aptsim.model.message import Messages
from aptsim.system.root import complete_root, root_configuration

_OPTION = "APT::Get::AutomaticRemove"


def _root(folder: Path, text: str) -> str:
    (folder / "etc/apt").mkdir(parents=True)
    (folder / "etc/apt/apt.conf").write_text(text)
    return str(folder)


@pytest.mark.parametrize(
    ("verb", "removes"),
    [("install", True), ("upgrade", False), ("dist-upgrade", False), ("full-upgrade", False)],
)
def test_an_upgrade_does_not_take_automatic_removal_from_files(tmp_path: Path, verb: str, removes: bool) -> None:
    """apt-private/private-cmndline.cc, BinaryCommandSpecificConfiguration, forces it off for upgrades."""
    root = _root(tmp_path, f'{_OPTION} "true";')
    assert root_configuration(root, Messages(), verb).find_b(_OPTION) is removes


def test_an_upgrade_takes_automatic_removal_from_the_block_of_apt_get(tmp_path: Path) -> None:
    """The block `Binary::apt-get` is moved to the top behind that."""
    root = _root(tmp_path, f'Binary::apt-get::{_OPTION} "true";')
    assert root_configuration(root, Messages(), "upgrade").find_b(_OPTION)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "0123"),
        ('APT::Machine-ID "4567";', "4567"),
        ('Dir::Etc::machine-id "other-id";', "89ab"),
    ],
)
def test_the_machine_id_is_read_from_the_root(tmp_path: Path, text: str, name: str) -> None:
    """An option, a file that an option names, or etc/machine-id (APT::Configuration::getMachineID)."""
    root = _root(tmp_path, text)
    (tmp_path / "etc/machine-id").write_text("0123\n")
    (tmp_path / "etc/apt/other-id").write_text("89ab\n")
    messages = Messages()
    assert complete_root(root, root_configuration(root, messages)).machine_id() == name


def test_the_library_reads_the_files_anew_for_an_upgrade() -> None:
    """An option given at opening holds for upgrades too, as one on the command line does."""
    simulator = Simulator.open(bundled_root(), options=[(_OPTION, "true")])
    run = simulator.run("upgrade", ())
    assert run.cache is not None and run.cache.configuration.find_b(_OPTION)
