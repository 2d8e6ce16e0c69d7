"""Imports of rosters as published."""
