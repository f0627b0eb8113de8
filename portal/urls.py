"""Every address of the portal. Kyrgyz has no prefix, Russian has /ru/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from portal import views
from portal.account_urls import ACCOUNT

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", views.health, name="health"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("contests/<int:pk>/", views.contest, name="contest"),
        path("contests/<int:pk>/dates.ics", views.contest_dates, name="contest_dates"),
        path("contests/<int:pk>/results/", views.results, name="results"),
        path("account/", include(ACCOUNT)),
        path("", include("documents.urls")),
        path("", include("notices.urls")),
        path("", include("initiatives.urls")),
        path("", include("committee.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
