"""Every address of the platform; German ones at the root, other languages under their code (D3)."""

from django.urls import include, path

urlpatterns = [path("", include("konsens.doors.web.urls"))]
