"""The error summary, our crispy templates, and what the look promises: weight, requests, no inline code."""

import gzip
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template

from portal.templatetags.parts import error_summary

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


class Small(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the passport", error_messages={"required": "Write it."})
    kind = forms.ChoiceField(label="Who?", choices=[("1000", "Man"), ("b", "Group")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)
    agree = forms.BooleanField(label="I agree", required=False)
    token = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Begin again."})

    def clean(self) -> None:
        if self.data.get("whole"):
            raise forms.ValidationError("The whole is wrong.")


class Score(forms.Form):
    score = forms.ChoiceField(
        label="Score",
        choices=[(str(n), str(n)) for n in range(11)],
        widget=forms.RadioSelect({"class": "scores"}),
    )


class Line(forms.Form):
    what = forms.CharField(label="What", error_messages={"required": "Say what."})


def _render(source: str, **context: object) -> str:
    return Template("{% load crispy_forms_tags parts %}" + source).render(Context(context))


def test_summary_links_to_each_field_and_names_a_radio_by_its_first_button():
    html = _render("{% error_summary form %}", form=Small({}))
    assert '<a href="#id_name">Name: write it</a>' in html
    assert 'href="#id_kind_0"' in html
    assert "Who? " in html  # a label that asks takes no colon
    assert 'role="alert"' in html and 'tabindex="-1"' in html
    assert "begin again" in html and 'href="#id_token"' not in html  # nothing to focus in a hidden field


def test_summary_is_empty_without_mistakes():
    assert _render("{% error_summary form %}", form=Small()).strip() == ""
    assert _render("{% error_summary missing %}", missing=None).strip() == ""


def test_summary_counts_over_several_forms_and_names_lines():
    lines = forms.formset_factory(Line, extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-what": "x"}
    )
    lines.forms[1].summary_label = "«Ball»"
    found = error_summary(Small({}), lines, None)["mistakes"]
    assert len(found) == 4
    assert (found[-1].text, found[-1].target) == ("«Ball», what: say what", "id_form-1-what")


def test_crispy_shows_the_summary_unless_the_page_has():
    data = {"whole": "1"}
    assert _render("{{ form|crispy }}", form=Small(data)).count("The whole is wrong.") == 1
    both = _render("{% error_summary form %}{{ form|crispy }}", form=Small(data))
    assert both.count("The whole is wrong.") == 1


def test_field_ties_hint_and_error_to_the_input():
    html = _render("{{ form.name|as_crispy_field }}", form=Small({}))
    described = re.search(r'<input[^>]* aria-describedby="([^"]+)"', html)
    assert described is not None
    for part in described[1].split():
        assert f'id="{part}"' in html
    assert 'aria-invalid="true"' in html
    assert html.index("<label") < html.index("As in the passport") < html.index("<input") < html.index("Write it.")


def test_only_optional_fields_are_marked():
    assert "optional" in _render("{{ form.note|as_crispy_field }}", form=Small())
    for name in ("name", "agree", "kind"):
        assert "optional" not in _render("{{ form." + name + "|as_crispy_field }}", form=Small())
    quiet = Small()
    quiet.show_optional = False
    assert "optional" not in _render("{{ form.note|as_crispy_field }}", form=quiet)


def test_radio_sets_are_fieldsets_and_values_stay_plain():
    html = _render("{{ form.kind|as_crispy_field }}", form=Small(initial={"kind": "1000"}))
    assert "<fieldset" in html and "<legend" in html
    assert 'value="1000"' in html  # never grouped as a number for reading


def test_score_squares_keep_eleven_buttons_and_the_chosen_one():
    html = _render("{{ form|crispy }}", form=Score({"score": "9"}))
    assert html.count('type="radio"') == 11
    assert html.count("checked") == 1
    assert '<div class="scores">' in html


@pytest.mark.parametrize(("name", "limit"), [("portal.css", 9 * 1024), ("portal.js", 2 * 1024), ("mark.svg", 1024)])
def test_static_files_stay_light(name: str, limit: int):
    assert len(gzip.compress((STATIC / name).read_bytes(), 9)) <= limit


def test_admin_carries_the_same_parts_and_tokens():
    portal, admin = (STATIC / "portal.css").read_text(), (STATIC / "admin.css").read_text()
    for start, end in (("/* Shared parts", "/* End of the shared parts"), (":root {", "}")):
        part = portal[portal.index(start) :]
        part = part[: part.index(end)]
        assert len(part) > 200
        assert part in admin


def test_stylesheets_fetch_nothing():
    for name in ("portal.css", "admin.css"):
        text = (STATIC / name).read_text()
        assert "url(" not in text
        assert "@import" not in text


def test_no_inline_code_in_templates():
    pages = [path for path in TEMPLATES.rglob("*.html") if "papers" not in path.parts]
    assert len(pages) > 20
    for path in pages:
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "413.html", "500.html"])
def test_last_resort_pages_need_no_context(name: str):
    from django.template.loader import get_template

    html = get_template(name).render({"megabytes": 64} if name == "413.html" else None)
    assert 'lang="ky"' in html and 'lang="ru"' in html
