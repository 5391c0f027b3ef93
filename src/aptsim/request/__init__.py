"""What the user asks for: the options of apt-get and the package arguments behind the verb."""
