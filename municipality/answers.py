"""Answers to a page's own script."""

from django.http import HttpRequest

JSON = "application/json"


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a page's script asks, and not a person who opens the address."""
    return request.get_preferred_type(["text/html", JSON]) == JSON
