"""What is wrong with a system before anything is simulated on it, what apt will do because of it, and the way out."""
