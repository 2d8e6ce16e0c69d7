"""The demo: two invented agencies, generated for a reference date and brought to their state through import and engine alone.

``town`` says which units and posts there are, ``people`` invents who holds them, ``phrases`` what each kind of post works at, ``files``
writes the import's CSV files, ``story`` decides how every appraisal goes, ``playing`` carries it out, ``personas`` names who is who.
"""
