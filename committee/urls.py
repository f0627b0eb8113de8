"""Addresses of the commission's pages."""

from django.urls import path

from committee import views

urlpatterns = [
    path("commission/", views.commission, name="commission"),
    path("commission/sheets/<int:pk>/", views.sheet, name="sheet"),
    path("commission/sheets/<int:pk>/declare/", views.declare, name="declare"),
    path("commission/sheets/<int:pk>/seal/", views.sheet_seal, name="sheet_seal"),
    path("commission/sheets/<int:pk>/recuse/", views.recuse, name="recuse"),
    path("commission/sheets/<int:pk>/attachments/<str:key>/", views.sheet_attachment, name="sheet_attachment"),
    path("commission/sheets/<int:pk>/scan/<str:key>/", views.sheet_scan, name="sheet_scan"),
    path("commission/sheets/<int:pk>/paper/", views.paper_sheet, name="paper_sheet"),
    path("commission/contests/<int:pk>/seal/", views.sheets_seal, name="sheets_seal"),
    path("commission/contests/<int:pk>/interest/", views.interest_note, name="interest_note"),
    path("commission/contests/<int:pk>/print/", views.sheet_print, name="sheet_print"),
    path("commission/contests/<int:pk>/paper/", views.paper_sheets, name="paper_sheets"),
    path("commission/contests/<int:pk>/ranking/", views.ranking, name="ranking"),
    path("commission/contests/<int:pk>/ranking.<str:format>", views.ranking_file, name="ranking_file"),
    path("commission/contests/<int:pk>/points.<str:format>", views.points_file, name="points_file"),
    path("commission/contests/<int:pk>/ties/", views.tie_break, name="tie_break"),
    path("commission/applications/<int:pk>/points/", views.ranking_sheets, name="ranking_sheets"),
    path("commission/sessions/<int:pk>/scenarios/", views.scenarios, name="scenarios"),
    path("commission/scenarios/<int:pk>/", views.scenario, name="scenario"),
    path("commission/scenarios/<int:pk>/take/", views.scenario_take, name="scenario_take"),
    path("commission/scenarios/<int:pk>/drop/", views.scenario_drop, name="scenario_drop"),
    path("commission/sessions/<int:pk>/", views.session, name="session"),
    path("commission/sessions/<int:pk>/adopt/", views.session_adopt, name="session_adopt"),
    path("commission/sessions/<int:pk>/correct/", views.session_correct, name="session_correct"),
    path("commission/sessions/<int:pk>/drop/", views.session_drop, name="session_drop"),
]
