"""Checks that teach: what a plan's wording is warned of, with an example of better wording; pure, and never a reason to refuse.

Source: a planned result is a result, not an activity, and its indicators can be measured (PermenPANRB 6/2022 as the domain page reads it,
section 3). Which words give an activity away is our own list.
"""
