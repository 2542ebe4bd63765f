"""Addresses of the board."""

from __future__ import annotations

from django.urls import path

from konsens.doors.web.board import export, giving, mails, team, views

urlpatterns = [
    path("", views.board, name="board"),
    path("vorgaenge/", views.cases, name="board_cases"),
    path("vorgaenge.csv", export.cases, name="board_export"),
    path("zuweisen/", giving.give, name="board_give"),
    path("mails/", mails.mails, name="board_mails"),
    path("mails/<int:pk>/senden/", mails.send_again, name="board_send_again"),
    path("team/", team.team, name="board_team"),
    path("team/<slug:public_id>/abwesenheit/", team.away, name="board_away"),
    path("team/<slug:public_id>/uebergeben/", team.hand_over, name="board_hand_over"),
    path("abwesenheit/<int:pk>/beenden/", team.back_again, name="board_back"),
]
