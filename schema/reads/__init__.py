"""The declaration of what each type reads, stated once, and the reference executor that works from it.

A strawberry type says which model it shows and, in one line a field, which column, relation, connection or computation the field is
(``declare``). The declarations are data in a registry (``fields``, ``registry``): nothing about a field hides in a closure, so that
another executor can walk them. The reference executor (``execute``) sends one statement a relation and level, selecting the columns
asked for, with the access conditions and the page limits in SQL (``statement``, ``keyset``).
"""
