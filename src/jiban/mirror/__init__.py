"""A mirror of other cities' logs, c2sp.org/tlog-mirror: keeps every byte that they signed, and never fewer.

Own process, own key, one folder. It needs no database of the system and no Django model.
"""
