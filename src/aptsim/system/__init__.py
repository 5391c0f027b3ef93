"""Where the installed state comes from: a root folder, its configuration and its preferences."""
