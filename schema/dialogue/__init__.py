"""Feedback between people, requests for it, and coaching, as published."""
