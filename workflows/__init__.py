"""What may happen, to whom, and the only code that makes it happen."""
