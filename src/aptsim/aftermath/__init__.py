"""A system as a run leaves it behind: its dpkg status and its automatic marks, and the system that has them."""
