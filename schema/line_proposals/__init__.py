"""Proposals of reporting lines as published."""
