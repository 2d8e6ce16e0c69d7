"""Every write that is not a move of a workflow's table: each takes ``Granted``, adds one version and leaves one event."""
