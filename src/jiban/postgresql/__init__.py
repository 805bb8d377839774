"""Django's PostgreSQL backend with the connections this product wants; named in settings.py."""
