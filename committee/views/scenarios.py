"""Trying how far the money goes: a session's scenarios, one of them in detail, and what follows from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from budget.models import Envelope
from committee import services
from committee.forms import ScenarioForm, SumsForm
from committee.models import Scenario
from committee.naming import called
from committee.ranking import decimal
from committee.rules import Step, Trial, may_prepare, steps, sums_of, trial_of, version_of
from committee.views.own import closed, own_session, person, take_over
from kyrgyz.money import som
from kyrgyz.money_bar import MoneyBar, Part
from municipality.access import signed_in
from municipality.kept import keeps_typing
from municipality.verdicts import Refused

FORM_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Left:
    """One source on one line of a scenario: what is given from it, and what it has left after that, in tyiyn."""

    envelope: Envelope
    given: int
    left: int
    field: Any = None

    @property
    def lacks(self) -> int:
        """What is given beyond what the source has, in tyiyn."""
        return max(0, -self.left)


@dataclass(frozen=True)
class Line:
    """One application of a scenario as it is shown."""

    step: Step
    called: str
    mean: str
    shares: bool
    sources: list[Left]


@signed_in
@require_http_methods(FORM_METHODS)
def scenarios(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a session's scenarios side by side; make a new one."""
    session = own_session(request, pk)
    contest = session.commission.contest
    verdict = may_prepare(session, request.user)
    if not verdict:
        return closed(request, verdict, contest=contest)
    form, status = ScenarioForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_scenario(by=person(request), session=session, name=form.cleaned_data["name"])
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("name", str(reason))
            status = 409
        else:
            if "fill" in request.POST:
                services.fill_by_rank(by=person(request), scenario=made)
            return redirect("scenario", pk=made.pk)
    trial = trial_of(session)
    context = {
        "session": session,
        "contest": contest,
        "form": form,
        "envelopes": trial.envelopes,
        "compared": [_compared(trial, found) for found in _with_lines(Scenario.objects.filter(session=session))],
    }
    return render(request, "committee/scenarios.html", context, status=status)


@keeps_typing
@signed_in
@require_http_methods(FORM_METHODS)
def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a scenario by rank with what is left after each line; keep what was typed, or do what its buttons say."""
    found = _own(request, pk)
    session = found.session
    verdict = may_prepare(session, request.user)
    if not verdict:
        return closed(request, verdict, contest=session.commission.contest)
    page = Page(found, trial_of(session), request.POST if request.method == "POST" else None)
    status, overtaken = 200, False
    if request.method == "POST" and ("fill" in request.POST or page.is_valid()):
        try:
            return _carried_out(request, found, page)
        except Refused as refused:
            overtaken, status = isinstance(refused, services.ScenarioOvertaken), 409
            take_over(page.name, refused)
            found = _own(request, pk)
    context = {
        "scenario": found,
        "session": session,
        "contest": session.commission.contest,
        "board": page,
        "version": version_of(found),
        "kept": _lines(page.trial, sums_of(found)) if overtaken else None,
    }
    return render(request, "committee/scenario.html", context, status=status)


@signed_in
@require_http_methods(FORM_METHODS)
def scenario_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what taking a scenario into the session does to its proposals; on the button, do it."""
    found = _own(request, pk)
    session = found.session
    verdict = may_prepare(session, request.user)
    if not verdict:
        return closed(request, verdict, contest=session.commission.contest)
    reasons: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            services.take_scenario(
                by=person(request), session=session, scenario=found, seen=request.POST.get("version")
            )
        except Refused as refused:
            reasons, found = refused.reasons, _own(request, pk)
        else:
            messages.success(request, _("The scenario is taken into the session. Look through the proposals and vote."))
            return redirect(session)
    lines = _lines(trial_of(session), sums_of(found))
    context = {
        "scenario": found,
        "session": session,
        "contest": session.commission.contest,
        "version": version_of(found),
        "reasons": reasons,
        "supported": [line for line in lines if line.step.total],
        "below": [line for line in lines if not line.step.total and line.step.candidate.ranked.below],
        "others": [line for line in lines if not line.step.total and not line.step.candidate.ranked.below],
        "faults": any(line.step.faults for line in lines),
        "votes": session.proposals.filter(votes__isnull=False).exists(),
    }
    return render(request, "committee/scenario_take.html", context, status=409 if reasons else 200)


@signed_in
@require_http_methods(FORM_METHODS)
def scenario_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether the scenario is to be deleted; on the button, delete it."""
    found = _own(request, pk)
    session = found.session
    verdict = may_prepare(session, request.user)
    if not verdict:
        return closed(request, verdict, contest=session.commission.contest)
    if request.method == "POST":
        services.drop_scenario(by=person(request), scenario=found)
        messages.success(request, _("The scenario is deleted."))
        return redirect("scenarios", pk=session.pk)
    context = {"scenario": found, "session": session, "contest": session.commission.contest}
    return render(request, "committee/scenario_drop.html", context)


class Page:
    """The name of a scenario and a box for each sum of it; for the error summary it looks like a formset."""

    def __init__(self, found: Scenario, trial: Trial, data: Mapping[str, Any] | None) -> None:
        """Read what is kept of the scenario, and what was typed, if anything was."""
        self.trial, self.is_bound = trial, data is not None
        self.name = ScenarioForm(data, initial={"name": found.name})
        given = sums_of(found)
        self.lines = [self._line(line, data) for line in _lines(trial, given)]
        self.forms = [form for _line, form in self.lines]
        self.bar = _bar(trial, given)
        self.totals = _totals(trial, given)
        self.faults = any(line.step.faults for line, _form in self.lines)

    def _line(self, line: Line, data: Mapping[str, Any] | None) -> tuple[Line, SumsForm]:
        form = SumsForm(
            data,
            prefix=f"application_{line.step.candidate.pk}",
            envelopes=self.trial.envelopes,
            given=line.step.given,
            name=line.called,
        )
        form.summary_label = line.called  # type: ignore[attr-defined]  # read by the error summary
        sources = [
            Left(source.envelope, source.given, source.left, field)
            for source, field in zip(line.sources, form.money_fields, strict=True)
        ]
        return Line(line.step, line.called, line.mean, line.shares, sources), form

    def is_valid(self) -> bool:
        """Judge every form, so that the summary tells all mistakes at once."""
        return all([self.name.is_valid(), *[form.is_valid() for form in self.forms]])

    def non_form_errors(self) -> list[str]:
        """Return nothing: what is wrong with the whole stands in the form of the name."""
        return []

    def sums(self) -> dict[Any, Sequence[tuple[Envelope, int]]]:
        """Return what the page gives each application; of a valid page."""
        return {line.step.candidate.ranked.application: form.money() for line, form in self.lines}


def _carried_out(request: HttpRequest, found: Scenario, page: Page) -> HttpResponse:
    """Do what the pressed button says, and lead on. Raises Refused."""
    by, seen = person(request), request.POST.get("version", "")
    if "fill" in request.POST:
        services.fill_by_rank(by=by, scenario=found, seen=seen)
        messages.success(request, _("The money is given out by rank."))
        return redirect("scenario", pk=found.pk)
    services.save_scenario(by=by, scenario=found, lines=page.sums(), name=page.name.cleaned_data["name"], seen=seen)
    if "take" in request.POST:
        return redirect("scenario_take", pk=found.pk)
    if "copy" in request.POST:
        made = services.copy_scenario(by=by, scenario=found)
        messages.success(request, _("This is the copy. The scenario it was made from stays as it is."))
        return redirect("scenario", pk=made.pk)
    messages.success(request, _("The scenario is saved."))
    return redirect("scenario", pk=found.pk)


def _own(request: HttpRequest, pk: int) -> Scenario:
    """Return a scenario of a session the person may open, with its lines. Raises Http404."""
    found = get_object_or_404(_with_lines(Scenario.objects.filter(pk=pk)))
    found.session = own_session(request, found.session_id)
    return found


def _with_lines(found: QuerySet[Scenario]) -> QuerySet[Scenario]:
    return found.prefetch_related("lines__envelope__source")


def _lines(trial: Trial, given: Mapping[int, Sequence[tuple[Envelope, int]]]) -> list[Line]:
    places = Counter(candidate.ranked.place for candidate in trial.candidates)
    return [
        Line(
            step=step,
            called=called(step.candidate.ranked.application),
            mean=decimal(step.candidate.ranked.mean),
            shares=places[step.candidate.ranked.place] > 1 and step.candidate.ranked.mean is not None,
            sources=[
                Left(envelope, step.given.get(envelope.pk, 0), step.left[envelope.pk]) for envelope in trial.envelopes
            ],
        )
        for step in steps(trial, given)
    ]


def _totals(trial: Trial, given: Mapping[int, Sequence[tuple[Envelope, int]]]) -> list[Left]:
    """Return what a scenario gives from each source in all, and what is left then."""
    done = steps(trial, given)
    sums = {envelope.pk: sum(step.given.get(envelope.pk, 0) for step in done) for envelope in trial.envelopes}
    return [Left(envelope, sums[envelope.pk], envelope.free - sums[envelope.pk]) for envelope in trial.envelopes]


def _bar(trial: Trial, given: Mapping[int, Sequence[tuple[Envelope, int]]]) -> MoneyBar:
    """Draw what is left in each envelope; what one lacks is drawn in red."""
    return MoneyBar(
        [
            Part(item.envelope.source.name, abs(item.left), item.envelope.source.kind if item.left >= 0 else "over")
            for item in _totals(trial, given)
        ],
        whole=sum(envelope.free for envelope in trial.envelopes),
    )


def _compared(trial: Trial, found: Scenario) -> dict[str, Any]:
    given = sums_of(found)
    winners = [line for line in _lines(trial, given) if line.step.total]
    return {
        "scenario": found,
        "winners": [
            {"called": line.called, "total": som(line.step.total), "in_part": line.step.in_part} for line in winners
        ],
        "total": sum(line.step.total for line in winners),
        "sources": _totals(trial, given),
        "faults": any(line.step.faults for line in winners),
    }
