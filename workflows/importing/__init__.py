"""Importing a roster and plans from files: read, checked, compared with what is known, and written all or nothing.

``files`` tells what a file is; ``delimited`` reads a text's records, ``archive``, ``inspection`` and ``workbook`` a workbook's; ``headers``
finds the header and ``columns`` says what it means; ``damage`` mends or names what a spreadsheet did to a cell (``numbers``, ``days``);
``sources`` gives the rows; ``lines`` makes typed lines of rows, ``known`` loads what the database holds, ``roster`` and ``plans`` compare
and write, ``report`` tells. Nothing is written by a dry run.
"""
