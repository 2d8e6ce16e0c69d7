"""People, units, positions and reporting lines as published."""
