"""Who appraises whom: reporting lines computed from units, posts and who holds them, day by day.

``compute_lines`` is pure and works on a ``Structure``; ``recompute`` and ``rebuild`` keep the derived tables equal to it.
"""
