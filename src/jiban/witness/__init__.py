"""A witness that a department runs alone: it remembers how far a log had grown, and cosigns only what goes on from there.

Own process, own key, own SQLite file. It needs no database of the system and no Django model.
"""
