"""Addresses of what was said."""

from django.urls import path

from konsens.doors.web.ideas import confirm, say, views

urlpatterns = [
    path("", views.ideas, name="ideas"),
    path("karte/", views.ideas_map, name="ideas_map"),
    path("karte/punkte.json", views.map_points, name="map_points"),
    path("karte/flaechen.json", views.map_shapes, name="map_shapes"),
    path("neu/", say.say, name="say"),
    path("neu/aehnlich/", say.similar, name="similar"),
    path("neu/strassen/", say.streets, name="streets"),
    path("neu/ort/", say.spot, name="spot"),
    path("neu/foto/<slug:key>.jpg", say.kept_photo, name="kept_photo"),
    path("schaden/", say.damage, name="damage"),
    path("bestaetigen/<str:token>/", confirm.confirm, name="confirm"),
]
