"""The application that the server runs: Django behind the micro-cache."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konsens.conf.settings")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.db import close_old_connections, connection  # noqa: E402

from konsens.conf.microcache import MicroCache  # noqa: E402


def newest_line() -> str:
    """The number of the diary's last line: while it stays, no page has changed."""
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM kernel_entry")
        row = cursor.fetchone()
    return str(row[0] if row else "")


application = MicroCache(
    django_application, revision=newest_line, session_cookie=settings.SESSION_COOKIE_NAME
)
