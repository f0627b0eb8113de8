"""The pages of django-allauth that we use, each with who may open it; none of its others has an address."""

from allauth.account import views
from django.urls import path, re_path
from django.views.generic import RedirectView

from municipality.access import public, signed_in

ACCOUNT = [
    path("signup/", public(views.signup), name="account_signup"),
    path("login/", public(views.login), name="account_login"),
    path("logout/", public(views.logout), name="account_logout"),
    path("inactive/", public(views.account_inactive), name="account_inactive"),
    path("confirm-email/", public(views.email_verification_sent), name="account_email_verification_sent"),
    # allauth sends people there who are signed in and need no code; addresses are not changed by themselves yet.
    path("email/", signed_in(RedirectView.as_view(pattern_name="home")), name="account_email"),
    path("reauthenticate/", signed_in(views.reauthenticate), name="account_reauthenticate"),
    path("password/change/", signed_in(views.password_change), name="account_change_password"),
    path("password/set/", signed_in(views.password_set), name="account_set_password"),
    path("password/reset/", public(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", public(views.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
