"""Tests of the explorer's part of the server."""
