"""Why a run did what it did, read from the causes that it recorded."""
