from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "konsens.doors.post"
    label = "post"
