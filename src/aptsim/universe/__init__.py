"""All versions in apt's order; providers, pins and candidates."""
