from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "konsens.doors.web"
    label = "web"
