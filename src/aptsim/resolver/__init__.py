"""What a run decides: marks, the problem resolver, the plan."""
