"""Guidance as published."""
