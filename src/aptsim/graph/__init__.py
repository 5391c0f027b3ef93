"""Dependency graphs as networkx multigraphs; the only room that knows networkx.

Both graphs are a ``networkx.MultiDiGraph``. A node is a package, ``name:arch``; an edge leads from a package to one
that answers a dependency of it, with the dependency's number in the universe as its key.

Node attributes:

===================  ===========================================================================================
``name``, ``arch``   the two parts of the node
``version``          the version that the graph is about: the one after the run, or the candidate; '' for none
``current_version``  the installed version; '' for none
``action``           in the graph of a plan: ``install``, ``upgrade``, ..., ``purge``, or ``keep``; '' in a closure
``auto``             whether it counts as automatically installed
``requested``        whether the user asked for it
``download_size``    bytes of the archive; 0 for packages that stay as they are
``installed_size``   bytes on disk of ``version``
===================  ===========================================================================================

Edge attributes:

===================  ===========================================================================================
``kind``             the field: ``Depends``, ``Pre-Depends``, ``Recommends``, ``Conflicts``, ...
``relation``         the whole or-group as the stanza spells it: ``exim4 | mail-transport-agent``
``alternative``      the part of it that this edge stands for: ``mail-transport-agent``
``provided``         whether the package answers by what it provides, not by its name
``chosen``           in the graph of a plan: whether this dependency is the recorded cause of the target's mark; in a
                     closure: whether this is the first answer to the or-group, the one that apt tries first
===================  ===========================================================================================
"""

from aptsim.graph.closure import closure_graph
from aptsim.graph.plan import plan_graph

__all__ = ["closure_graph", "plan_graph"]
