"""The compiled executor: a validated operation becomes one statement a root field, whose JSON the database builds, rights inside.

It is an optimisation of the reference executor (``schema.reads``), from the same declarations, and never another meaning: what it can't
compile, and whatever goes wrong on its way, goes to the reference executor, root field by root field.
"""
