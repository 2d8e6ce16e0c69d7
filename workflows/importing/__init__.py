"""Importing a roster and plans from CSV files: read, checked, compared with what is known, and written all or nothing.

``sources`` reads bytes into rows, ``columns`` says which headers mean what, ``lines`` makes typed lines of rows, ``known`` loads what the
database holds, ``roster`` and ``plans`` compare and write, ``report`` tells. Nothing is written by a dry run.
"""
