"""The command line: turns options into calls, and answers into text and exit codes."""
