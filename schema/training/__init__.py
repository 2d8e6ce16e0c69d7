"""Trainings, needs, enrolments, and what participants think, as published."""
