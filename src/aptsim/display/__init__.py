"""What a person sees of a run: apt's own text, tables, JSON. Nothing is decided here."""
