"""Addresses of an applicant's own pages."""

from django.urls import path

from initiatives import views

urlpatterns = [
    path("applications/", views.my_applications, name="my_applications"),
    path("contests/<int:contest>/apply/", views.begin, name="begin"),
    path("contests/<int:contest>/may-i-apply/", views.may_i_apply, name="may_i_apply"),
    path("contests/<int:contest>/questions/", views.questions, name="questions"),
    path("contests/<int:contest>/ask/", views.ask, name="ask"),
    path("applications/<int:pk>/", views.application, name="application"),
    path("applications/<int:pk>/check/", views.application_check, name="application_check"),
    path("applications/<int:pk>/submit/", views.application_submit, name="application_submit"),
    path("applications/<int:pk>/receipt/", views.application_receipt, name="application_receipt"),
    path("applications/<int:pk>/copy/", views.application_copy, name="application_copy"),
    path("applications/<int:pk>/questions/<int:question>/", views.clarification, name="clarification"),
    path("applications/<int:pk>/withdraw/", views.application_withdraw, name="application_withdraw"),
    path("applications/<int:pk>/delete/", views.application_delete, name="application_delete"),
    path("applications/<int:pk>/group/", views.group, name="group"),
    path("applications/<int:pk>/group/<int:member>/", views.group_member, name="group_member"),
    path("applications/<int:pk>/group/<int:member>/remove/", views.group_member_remove, name="group_member_remove"),
    path("applications/<int:pk>/<slug:step>/", views.application_step, name="application_step"),
    path("my/data/", views.my_data, name="my_data"),
    path("attachments/<str:key>/", views.attachment, name="attachment"),
    path("join/<str:key>/", views.join, name="join"),
]
