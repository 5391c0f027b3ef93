"""Measurements of simulate beside apt itself; never a test that can fail for being slow."""
