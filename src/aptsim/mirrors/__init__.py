"""Systems and answers made of what mirrors have: roots of chosen sources, states of the past, comparisons."""
