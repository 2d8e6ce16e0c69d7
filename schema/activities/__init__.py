"""Daily activities as published."""
