"""Tests of training through HTTP."""
