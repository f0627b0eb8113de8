"""Addresses of the commission's pages."""

from django.urls import path

from committee import views

urlpatterns = [
    path("commission/", views.commission, name="commission"),
    path("commission/sheets/<int:pk>/", views.sheet, name="sheet"),
    path("commission/sheets/<int:pk>/seal/", views.sheet_seal, name="sheet_seal"),
    path("commission/sheets/<int:pk>/recuse/", views.recuse, name="recuse"),
    path("commission/sheets/<int:pk>/attachments/<str:key>/", views.sheet_attachment, name="sheet_attachment"),
    path("commission/contests/<int:pk>/ranking/", views.ranking, name="ranking"),
    path("commission/sessions/<int:pk>/", views.session, name="session"),
    path("commission/sessions/<int:pk>/adopt/", views.session_adopt, name="session_adopt"),
]
