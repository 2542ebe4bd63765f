"""The application that the server runs: Django behind the micro-cache."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konsens.conf.settings")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.db import close_old_connections, connection  # noqa: E402

from konsens.conf.microcache import MicroCache  # noqa: E402


def newest_line() -> str:
    """The diary's last line, and how many of the last ones there are: while both stay, no page has changed.

    A line may be seen after one with a higher number, when its transaction took longer; the count tells.
    """
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(id), count(*) FROM kernel_entry WHERE id > (SELECT max(id) FROM kernel_entry) - 200"
        )
        return str(cursor.fetchone())


application = MicroCache(
    django_application, revision=newest_line, session_cookie=settings.SESSION_COOKIE_NAME
)

# what was loaded for good need not be looked through again and again
gc.collect()
gc.freeze()
gc.set_threshold(5_000, 20, 20)
