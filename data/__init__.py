"""The data that the project ships, and the script that makes it."""
