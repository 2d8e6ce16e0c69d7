"""Machines that fail under load: what was acknowledged is there once and whole, and the server is well afterwards without hands."""
