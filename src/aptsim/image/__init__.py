"""Container images as trees of files: archives of `docker save`, OCI layouts, and what a registry gives."""
