"""Appraisal cycles as published."""
