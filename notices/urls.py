"""Addresses of a person's notices."""

from django.urls import path

from notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
]
