"""The pages of accounts, our own and those of allauth that we use, each with who may open it."""

from allauth.account import views
from django.urls import path

from municipality import views as own
from municipality.access import public, signed_in

ACCOUNT = [
    path("signup/", own.sign_up, name="account_signup"),
    path("code/", own.code, name="account_code"),
    path("login/", public(views.login), name="account_login"),
    path("logout/", public(views.logout), name="account_logout"),
    path("inactive/", public(views.account_inactive), name="account_inactive"),
    path("reauthenticate/", signed_in(views.reauthenticate), name="account_reauthenticate"),
    path("contact/", own.contact, name="account_contact"),
    path("password/change/", signed_in(views.password_change), name="account_change_password"),
    path("password/set/", signed_in(views.password_set), name="account_set_password"),
    path("password/reset/", own.reset_password, name="account_reset_password"),
    path("password/new/", own.new_password, name="account_new_password"),
    path("consent/", own.consent_text, name="consent_text"),
    path("consent/give/", own.consent, name="consent"),
]
