"""Tests of templates, through HTTP."""
