"""Random histories of a small town against a model written by hand; the model imports nothing of the product."""
