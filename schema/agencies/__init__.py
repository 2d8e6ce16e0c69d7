"""The agency: its holidays, and the command that sets them."""
