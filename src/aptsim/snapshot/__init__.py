"""Snapshots: one small file with everything that a simulation needs of a system."""
