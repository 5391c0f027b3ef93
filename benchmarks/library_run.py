"""A program: one simulation as the library does it, to open the system, and then one more, which is measured.

``python library_run.py ROOT VERB ARGUMENT...`` prints ``{"wall": SECONDS, "cpu": SECONDS, "memory": BYTES}``.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from aptsim.simulator import Simulator

#: Asked first; it shares next to nothing with what is measured but the system it runs on.
_OTHER_PACKAGE = "cowsay"


def main() -> None:
    """Open the root, and measure one run."""
    root, verb, *arguments = sys.argv[1:]
    simulator = Simulator.open(root)
    simulator.install(_OTHER_PACKAGE)
    wall, cpu = time.perf_counter(), time.process_time()
    run = simulator.run(verb, arguments)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if run.exit_code:
        sys.exit(run.exit_code)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "memory": memory}))


main()
