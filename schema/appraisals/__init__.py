"""Appraisals as published."""
