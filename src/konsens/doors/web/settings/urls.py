"""Addresses of furnishing an organisation, and of the link with which somebody joins it."""

from django.urls import path

from konsens.doors.web.settings import invitation, offices, participation, routes, team, texts, topics, views

urlpatterns = [
    path("", views.furnish, name="furnish"),
    path("einladung/<str:token>/", invitation.invitation, name="invitation"),
    path("farbe/", views.hue, name="furnish_hue"),
    path("texte/", texts.texts, name="furnish_texts"),
    path("texte/<slug:slug>/<slug:language>/", texts.text, name="furnish_text"),
    path("beteiligung/", participation.phase, name="furnish_phase"),
    path("themen/", topics.topics, name="furnish_topics"),
    path("themen/neu/", topics.add, name="furnish_topic_add"),
    path("themen/<slug:slug>/aendern/", topics.topic, name="furnish_topic"),
    path("themen/<slug:slug>/verschieben/", topics.move, name="furnish_topic_move"),
    path("themen/<slug:slug>/beenden/", topics.end, name="furnish_topic_end"),
    path("themen/<slug:slug>/wieder/", topics.again, name="furnish_topic_again"),
    path("teams/", offices.offices, name="furnish_offices"),
    path("teams/neu/", offices.add, name="furnish_office_add"),
    path("teams/<slug:slug>/aendern/", offices.office, name="furnish_office"),
    path("teams/<slug:slug>/beenden/", offices.end, name="furnish_office_end"),
    path("teams/<slug:slug>/wieder/", offices.again, name="furnish_office_again"),
    path("zustaendig/", routes.routes, name="furnish_routes"),
    path("zustaendig/neu/", routes.add, name="furnish_route_add"),
    path("zustaendig/<int:key>/", routes.route, name="furnish_route"),
    path("zustaendig/<int:key>/entfernen/", routes.remove, name="furnish_route_remove"),
    path("menschen/", team.staff, name="furnish_staff"),
    path("menschen/einladen/", team.invite, name="furnish_invite"),
    path("menschen/einladung/<int:key>/zurueckziehen/", team.withdraw, name="furnish_withdraw"),
    path("menschen/aufgabe/<int:key>/", team.end, name="furnish_role"),
    path("menschen/<slug:public_id>/uebergeben/", team.hand_over, name="furnish_hand_over"),
    path("<slug:name>/", views.part, name="furnish_part"),
]
