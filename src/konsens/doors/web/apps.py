from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "konsens.doors.web"
    label = "web"

    def ready(self) -> None:
        from konsens.doors.web.account import proven  # noqa: F401 - it listens from now on
