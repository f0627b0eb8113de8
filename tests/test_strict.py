"""The watchers of the other tests must themselves see what they look for."""

import pytest
from django.http import HttpResponse
from django.template import Context, Template, engines
from django.template.base import Origin

from tests.strict import (
    OUR_TEMPLATES,
    StrictPageError,
    UndefinedVariable,
    check_response,
    page_problems,
)


def rendered(source: str, *, ours: bool = True, **context: object) -> str:
    """Render the source as if it lay among our templates, or elsewhere."""
    name = f"{OUR_TEMPLATES}room/x.html" if ours else "/elsewhere/x.html"
    engine = engines["django"].engine
    return Template(source, origin=Origin(name), name="x.html", engine=engine).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{{ nobody }}",
        "{{ nobody|default:'x' }}",
        "{{ known.nobody }}",
        "{% for x in nobody %}{% endfor %}",
        "{% if known %}{{ nobody }}{% endif %}",
        "{% with x=nobody %}{% endwith %}",
        "{% load i18n %}{% blocktranslate %}a {{ nobody }}{% endblocktranslate %}",
        "{% load i18n %}{% blocktranslate with x=nobody %}a {{ x }}{% endblocktranslate %}",
    ],
)
def test_an_undefined_variable_in_our_template_raises(source: str) -> None:
    with pytest.raises(UndefinedVariable, match=r"room/x.html:1: no variable «nobody»"):
        rendered(source, known={"a": 1})


@pytest.mark.parametrize(
    "source",
    [
        "{% if nobody %}{% endif %}",
        "{% if known.nobody and nobody %}{% endif %}",
        "{% firstof nobody known.a %}",
        "{{ known.a }}",
        "{% load i18n %}{% blocktranslate with x=known.a %}a {{ x }}{% endblocktranslate %}",
    ],
)
def test_asking_whether_there_is_a_variable_is_allowed(source: str) -> None:
    rendered(source, known={"a": 1})


def test_templates_of_libraries_keep_their_ways() -> None:
    translated = "{% load i18n %}{% blocktranslate %}{{ nobody }}{% endblocktranslate %}"
    source = "{{ nobody }}{{ nobody|default:'x' }}" + translated
    assert rendered(source, ours=False) == "x"


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<p>{{ name }}</p>", "not rendered"),
        ("<p>{% url 'x' %}</p>", "not rendered"),
        ("<p>{# why #}</p>", "not rendered"),
        ("<script>alert(1)</script>", "inline <script>"),
        ("<style>p {}</style>", "inline <style>"),
        ('<p style="color: red">', "style= in <p>"),
        ('<button onclick="go()">', "onclick= in <button>"),
        ('<a href=" JavaScript:go()">', "javascript: in <a>"),
    ],
)
def test_what_a_page_must_not_hold_is_found(html: str, problem: str) -> None:
    [found] = page_problems(f"<!doctype html>{html}")
    assert problem in found


def test_a_clean_page_has_no_problems() -> None:
    html = '<script src="/portal.js" defer></script><script type="application/json">{"a": 1}</script><p>50 %</p>'
    assert page_problems(html) == []


def test_an_admin_page_is_asked_for_unrendered_marks_only() -> None:
    assert page_problems('<p style="x">', of_admin=True) == []
    assert page_problems("<p>{{ x }}</p>", of_admin=True)


def test_only_html_is_looked_at() -> None:
    check_response(HttpResponse("{{ x }}", content_type="text/csv"), path="/")
    with pytest.raises(StrictPageError, match="not rendered"):
        check_response(HttpResponse("{{ x }}"), path="/")
