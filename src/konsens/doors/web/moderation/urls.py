"""Addresses of the moderators' room."""

from django.urls import path

from konsens.doors.web.moderation import decide, views

urlpatterns = [
    path("", views.queue, name="moderation"),
    path("angesehen/", views.look_over, name="moderation_look_over"),
    path("weiter/", views.go_on, name="moderation_next"),
    path("<slug:public_id>/", views.item, name="moderation_item"),
    path("<slug:public_id>/veroeffentlichen/", views.approve, name="moderation_approve"),
    path("<slug:public_id>/kuerzen/", decide.shorten, name="moderation_shorten"),
    path("<slug:public_id>/ablehnen/", decide.refuse, name="moderation_refuse"),
    path("<slug:public_id>/wiederherstellen/", decide.restore, name="moderation_restore"),
    path("<slug:public_id>/foto/<int:photo>/zeigen/", views.show_photo, name="moderation_show_photo"),
    path("<slug:public_id>/foto/<int:photo>/ablehnen/", decide.refuse_photo, name="moderation_refuse_photo"),
    path("<slug:public_id>/meldung/<int:report>/", decide.settle, name="moderation_settle"),
    path("<slug:public_id>/meldung/<int:report>/wer/", views.reporter, name="moderation_reporter"),
    path("<slug:public_id>/widerspruch/<int:complaint>/", decide.complaint, name="moderation_complaint"),
]
