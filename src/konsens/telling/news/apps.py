from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "konsens.telling.news"
    label = "news"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from konsens.telling.news import reactions  # noqa: F401 - its reactions are registered
