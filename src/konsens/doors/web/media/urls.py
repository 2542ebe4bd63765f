"""Addresses of photos: random names, never those people gave."""

from django.urls import path

from konsens.doors.web.media import views

urlpatterns = [path("<str:name>", views.photo, name="photo")]
