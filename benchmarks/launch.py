"""A program: runs another with its output thrown away and prints what that took, as JSON.

It stands between because a process counts the memory of the one that started it as its own; this one is as small as
a Python gets. ``python -ISs launch.py PROGRAM ARGUMENT...``
"""

import os
import sys
import time


def main() -> int:
    """Run the program, print the figures and give its exit code."""
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1, 2)]
    start = time.perf_counter()
    child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    cpu, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
    print(f'{{"wall": {wall}, "cpu": {cpu}, "memory": {memory}}}')
    return os.waitstatus_to_exitcode(status)


sys.exit(main())
