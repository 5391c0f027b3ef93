"""Where package indexes come from: source lists, Release files, apt's own lists."""
