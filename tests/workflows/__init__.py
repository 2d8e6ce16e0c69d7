"""Tests of what may happen, and to whom."""
