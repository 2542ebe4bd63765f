"""Addresses of cases; a case is a Vorgang for people (D7)."""

from django.urls import path

from konsens.doors.web.cases import views

urlpatterns = [
    path("<slug:public_id>/", views.case, name="case"),
    path("<slug:public_id>/wichtig/", views.support, name="case_support"),
    path("<slug:public_id>/folgen/", views.follow, name="case_follow"),
    path("<slug:public_id>/nachricht/", views.message, name="case_message"),
    path("<slug:public_id>/melden/", views.report, name="case_report"),
    path("<slug:public_id>/oeffnen/", views.reopen, name="case_reopen"),
    path("<slug:public_id>/zurueckziehen/", views.withdraw, name="case_withdraw"),
    path("<slug:public_id>/kommentar/", views.comment, name="case_comment"),
    path("<slug:public_id>/widerspruch/<int:judgement>/", views.complain, name="case_complain"),
    path("<slug:public_id>/erledigt/<str:token>/", views.done, name="case_done"),
]
