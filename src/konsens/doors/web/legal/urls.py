"""Addresses of the texts that a controller owes its visitors."""

from django.urls import re_path

from konsens.doors.web.legal import views
from konsens.doors.web.site import SLUGS

urlpatterns = [
    re_path(rf"^(?P<slug>{'|'.join(SLUGS.values())})/$", views.legal, name="legal"),
]
