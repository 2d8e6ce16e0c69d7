"""Performance plans as published."""
