"""The explorer at ``/``: the built page and its files, who one may be in a demo, ready operations, the docs beside it, and its build.

What the browser runs stands in ``schema/explorer/web`` and is built by ``make explorer`` into ``schema/explorer/built``, which is never
committed. Until then ``/`` is a plain page that says so.
"""
