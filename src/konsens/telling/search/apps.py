from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "konsens.telling.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from konsens.telling.search import reactions  # noqa: F401 - its reactions are registered
