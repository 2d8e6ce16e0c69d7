"""The pages: what they say can be run is run, and what they name is there."""
