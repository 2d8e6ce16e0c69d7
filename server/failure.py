"""What a command can't do, said in one line."""


class Failure(Exception):
    """A command that can't do what was asked; its text is the one line that the person reads, and holds no password."""
