"""History as published."""
