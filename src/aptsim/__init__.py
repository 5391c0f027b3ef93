"""Predicts, to the byte, what apt does on a system, and says why."""
