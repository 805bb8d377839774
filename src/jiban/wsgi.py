"""The WSGI entry point: gunicorn jiban.wsgi."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from jiban.starting import loading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiban.settings")

with loading():
    application = get_wsgi_application()
    # Every page is loaded before the first request comes, and not while somebody waits.
    import_module(settings.ROOT_URLCONF)
