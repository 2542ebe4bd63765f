"""Addresses of cases; a case is a Vorgang for people (D7)."""

from django.urls import path

from konsens.doors.web.cases import author, views

urlpatterns = [
    path("<slug:public_id>/", views.case, name="case"),
    path("<slug:public_id>/wichtig/", views.support, name="case_support"),
    path("<slug:public_id>/folgen/", views.follow, name="case_follow"),
    path("<slug:public_id>/mitmachen/", views.join, name="case_join"),
    path("<slug:public_id>/nachricht/", views.message, name="case_message"),
    path("<slug:public_id>/melden/", views.report, name="case_report"),
    path("<slug:public_id>/kommentar/", views.comment, name="case_comment"),
    path("<slug:public_id>/oeffnen/", author.reopen, name="case_reopen"),
    path("<slug:public_id>/zurueckziehen/", author.withdraw, name="case_withdraw"),
    path("<slug:public_id>/widerspruch/<int:judgement>/", author.complain, name="case_complain"),
    path("<slug:public_id>/erledigt/<str:token>/", author.done, name="case_done"),
]
