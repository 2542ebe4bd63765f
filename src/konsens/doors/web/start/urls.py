"""Addresses of the first pages."""

from django.urls import path

from konsens.doors.web.start import views
from konsens.doors.web.ui import views as ui

urlpatterns = [
    path("", views.start, name="start"),
    path("so-geht-es/", views.how, name="how"),
    path("zahlen/", views.figures, name="figures"),
    path("theme/<slug:slug>.css", views.theme, name="theme"),
    path("gesund/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("ui/", ui.components, name="ui"),
]
