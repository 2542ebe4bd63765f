"""Addresses of following."""

from django.urls import path

from konsens.doors.web.follow import views

urlpatterns = [
    path("", views.more, name="follow_more"),
    path("<int:pk>/", views.change, name="follow_change"),
    path("bestaetigen/<str:token>/", views.confirm, name="follow_confirm"),
    path("abbestellen/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
