"""What every reader of a root folder shares: folders as apt lists them, lines, and tag sections."""
