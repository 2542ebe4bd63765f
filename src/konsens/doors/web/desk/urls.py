"""Addresses of the desk; a case is a Vorgang for people (D7)."""

from __future__ import annotations

from django.urls import path

from konsens.doors.web.desk import absences, council, giving, handover, verbs, views, wordings

CASE = "vorgang/<slug:public_id>"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("abwesenheit/", absences.absences, name="desk_absences"),
    path("abwesenheit/neu/", absences.away, name="desk_away"),
    path("abwesenheit/<int:pk>/beenden/", absences.back_again, name="desk_back"),
    path("uebergeben/", handover.hand_over, name="desk_hand_over"),
    path("vorlagen/", wordings.wordings, name="desk_templates"),
    path("vorlagen/neu/", wordings.write, name="desk_template_new"),
    path("vorlagen/<int:pk>/", wordings.write, name="desk_template"),
    path("vorlagen/<int:pk>/entfernen/", wordings.remove, name="desk_template_remove"),
    path(f"{CASE}/", verbs.case, name="desk_case"),
    path(f"{CASE}/aehnlich/", verbs.similar, name="desk_similar"),
    path(f"{CASE}/sagen/", verbs.tell, name="desk_tell"),
    path(f"{CASE}/notiz/", verbs.note, name="desk_note"),
    path(f"{CASE}/frist/", verbs.set_date, name="desk_date"),
    path(f"{CASE}/warten/", verbs.wait, name="desk_wait"),
    path(f"{CASE}/weiter/", verbs.go_on, name="desk_begin"),
    path(f"{CASE}/abschliessen/", verbs.close, name="desk_close"),
    path(f"{CASE}/zusammenlegen/", verbs.merge, name="desk_merge"),
    path(f"{CASE}/oeffnen/", verbs.reopen, name="desk_reopen"),
    path(f"{CASE}/thema/", giving.reroute, name="desk_reroute"),
    path(f"{CASE}/abgeben/", giving.assign, name="desk_assign"),
    path(f"{CASE}/rat/", council.enter, name="desk_council"),
    path(f"{CASE}/rat/<int:step>/beschluss/", council.decide, name="desk_decision"),
    path(f"{CASE}/rat/<int:step>/umsetzung/", council.implement, name="desk_implementation"),
]
