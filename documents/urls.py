"""Addresses of papers and of their verification."""

from django.urls import path

from documents import views

urlpatterns = [
    path("verify/", views.verify_form, name="verify_form"),
    path("verify/<str:code>/", views.verify, name="verify"),
    path("papers/<str:code>/<str:language>.pdf", views.paper, name="paper"),
]
