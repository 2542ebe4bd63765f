"""Every public address, by place in the building; German words, because people read them."""

from __future__ import annotations

from django.urls import include, path

from konsens.doors.web.admin import site as inspection

urlpatterns = [
    path("", include("konsens.doors.web.start.urls")),
    path("ideen/", include("konsens.doors.web.ideas.urls")),
    path("vorgang/", include("konsens.doors.web.cases.urls")),
    path("", include("konsens.doors.web.legal.urls")),
    path("folgen/", include("konsens.doors.web.follow.urls")),
    path("bild/", include("konsens.doors.web.media.urls")),
    path("arbeit/", include("konsens.doors.web.desk.urls")),
    path("koordination/", include("konsens.doors.web.board.urls")),
    path("moderation/", include("konsens.doors.web.moderation.urls")),
    path("einrichtung/", include("konsens.doors.web.settings.urls")),
    path("konto/", include("konsens.doors.web.account.urls")),
    path("verwaltung/", inspection.urls),
]

handler400 = "konsens.doors.web.trouble.bad"
handler403 = "konsens.doors.web.trouble.forbidden"
handler404 = "konsens.doors.web.trouble.missing"
handler500 = "konsens.doors.web.trouble.broken"
