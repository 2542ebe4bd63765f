from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "konsens.doors.post"
    label = "post"

    def ready(self) -> None:
        from konsens.doors.post import (  # noqa: F401 - they are registered
            reactions,
            tasks,
        )
