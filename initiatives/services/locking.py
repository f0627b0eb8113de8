"""The row of an application, locked for an act."""

from initiatives.models import Application


def locked(application: Application) -> Application:
    """Return the application as it is now, its row locked until the act ends; to be called inside one."""
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("contest__municipality", "applicant", "entry__register")
        .get(pk=application.pk)
    )
