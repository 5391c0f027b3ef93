"""Installed systems made from nothing but package lists, as debootstrap would make them."""
