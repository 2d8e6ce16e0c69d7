"""Daily activities through HTTP."""
