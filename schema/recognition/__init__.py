"""Recognition, as published."""
