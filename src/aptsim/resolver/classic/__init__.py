"""The classic resolver, that of apt 2.2 to 3.0."""
