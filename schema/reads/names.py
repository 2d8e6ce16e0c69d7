"""Public names from Python names."""


def camel(name: str) -> str:
    """Give the public name (camelCase) of a Python name (snake_case)."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
