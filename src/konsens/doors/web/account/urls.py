"""Addresses of signing in and of what a person keeps with us."""

from django.urls import include, path

from konsens.doors.web.account import demo, stay, views

urlpatterns = [
    path("", views.home, name="account"),
    path("pseudonym/", views.pseudonym, name="account_pseudonym"),
    path("sprache/", views.language, name="account_language"),
    path("daten/", views.export, name="account_export"),
    path("loeschen/", views.forget, name="account_forget"),
    path("abmelden/", views.leave, name="account_leave"),
    path("bleiben/<str:token>/", stay.stay, name="account_stay"),
    path("vorfuehrung/<str:token>/", demo.enter, name="demo_enter"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
