"""Joins the layers: the settings, the ASGI app, the logs and the ``kinerja`` command. Nobody imports it."""

from server.cli import main

__all__ = ["main"]
