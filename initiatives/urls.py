"""Addresses of an applicant's own pages."""

from django.urls import path

from initiatives import views

urlpatterns = [
    path("applications/", views.my_applications, name="my_applications"),
    path("contests/<int:contest>/apply/", views.begin, name="begin"),
    path("applications/<int:pk>/", views.application, name="application"),
    path("applications/<int:pk>/check/", views.application_check, name="application_check"),
    path("applications/<int:pk>/submit/", views.application_submit, name="application_submit"),
    path("applications/<int:pk>/withdraw/", views.application_withdraw, name="application_withdraw"),
    path("applications/<int:pk>/delete/", views.application_delete, name="application_delete"),
    path("applications/<int:pk>/<slug:step>/", views.application_step, name="application_step"),
    path("attachments/<str:key>/", views.attachment, name="attachment"),
]
