"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from cityloop.core.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityloop.config.settings")
application = get_wsgi_application()
settle()
