"""The application that the server runs: Django behind the micro-cache."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konsens.conf.settings")

from konsens.conf.microcache import MicroCache

application = MicroCache(get_wsgi_application())
