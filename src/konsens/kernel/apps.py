from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class KernelConfig(AppConfig):
    name = "konsens.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        connection_created.connect(_answer_at_once, dispatch_uid="kernel.answer_at_once")


def _answer_at_once(connection: BaseDatabaseWrapper, **_more: object) -> None:
    """PostgreSQL compiles what looks expensive, which takes longer than every query we have (0.4 s)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
