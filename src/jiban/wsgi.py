"""The WSGI entry point: gunicorn jiban.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiban.settings")

application = get_wsgi_application()
