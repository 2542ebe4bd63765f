from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "konsens.telling.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from konsens.telling.insight import counters  # noqa: F401 - its reactions are registered
