"""Templates as published."""
