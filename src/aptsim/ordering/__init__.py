"""The order in which apt would have dpkg unpack, configure and remove, and the simulation that apt prints of it.

`order_actions` gives the steps, `simulate` the `Inst`, `Conf`, `Remv` and `Purg` lines of `apt-get -s`, and
`order_archives` the packages in the order in which apt would fetch them. All three read a finished `DependencyCache`
and change nothing in it but its messages.
"""

from aptsim.ordering.actions import Action, ActionOrder, Configure, Purge, Remove, Unpack
from aptsim.ordering.events import BrokenConf, Conf, Event, Inst, Remv
from aptsim.ordering.package_manager import ArchiveOrder, order_actions, order_archives
from aptsim.ordering.simulation import Simulation, simulate

__all__ = [
    "Action",
    "ActionOrder",
    "ArchiveOrder",
    "BrokenConf",
    "Conf",
    "Configure",
    "Event",
    "Inst",
    "Purge",
    "Remove",
    "Remv",
    "Simulation",
    "Unpack",
    "order_actions",
    "order_archives",
    "simulate",
]
