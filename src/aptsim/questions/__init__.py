"""What can be asked about a system without changing it: priorities, versions, dependencies, records.

Each module answers one question of apt-cache(8) with plain values; `aptsim.display.questions` has apt's words for them.
"""
