"""Every address of the platform; German ones at the root, other languages under their code (D3)."""

from django.urls import include, path

from konsens.doors.web.urls import handler400, handler403, handler404, handler500

urlpatterns = [path("", include("konsens.doors.web.urls"))]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
