"""Forms of the staff's pages: criteria, the rules of a commission, its seats, and who takes one over."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from committee.models import Commission, Criterion, Member
from committee.rules import above_highest, may_leave, may_sit
from committee.terms import highest_mean, shown
from initiatives.models import Contest
from journal import clock
from municipality.acts import ActForm
from municipality.fields import PersonField


class CriterionForm(forms.ModelForm):
    """A criterion with its points, its weight, and when it decides between equals."""

    class Meta:
        model = Criterion
        fields = "__all__"  # noqa: DJ007 - the admin page names the fields

    def clean_most(self) -> int:
        """Return the points. Raises ValidationError unless 1 to 100."""
        return self._from_1_to_100("most")

    def clean_weight(self) -> int:
        """Return the weight in per cent. Raises ValidationError unless 1 to 100."""
        return self._from_1_to_100("weight")

    def clean_tie_order(self) -> int | None:
        """Return the number by which the criterion decides. Raises ValidationError for nought."""
        order: int | None = self.cleaned_data["tie_order"]
        if order == 0:
            raise ValidationError(_("Write 1, 2 and so on, or leave the box empty."))
        return order

    def _from_1_to_100(self, field: str) -> int:
        value: int = self.cleaned_data[field]
        if not 1 <= value <= 100:
            raise ValidationError(_("Write a whole number from 1 to 100."))
        return value


class PartSet(BaseInlineFormSet):
    """Parts of a row some of whose fields hold a value once only, and may change hands within one save.

    `changing`: the field, and what stands in it between its old and its new owner.
    """

    changing: ClassVar[tuple[str, Any]]

    def rows(self) -> list[Any]:
        """Return the forms that are filled in and stay."""
        return [
            form for form in self.forms if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]

    def twice(self, field: str, words: Any, *, only: tuple[Any, ...] = ()) -> None:
        """Say at each further row that its value is taken; `only` names the values that are."""
        seen: Counter[Any] = Counter()
        for form in self.rows():
            value = form.cleaned_data.get(field)
            if value is None or (only and value not in only):
                continue
            seen[value] += 1
            if seen[value] > 1:
                form.add_error(field, words)

    def save(self, commit: bool = True) -> Any:
        """Empty what changes hands before anyone takes it."""
        field, empty = self.changing
        gone = {form.instance.pk for form in self.deleted_forms}
        freed = [form.instance.pk for form in self.initial_forms if field in form.changed_data]
        self.get_queryset().filter(pk__in=gone.union(freed) - {None}).update(**{field: empty})
        return super().save(commit)


class CriterionSet(PartSet):
    """All criteria of a contest: no number decides twice."""

    changing = ("tie_order", None)

    def clean(self) -> None:
        """Look for a number that stands at two criteria."""
        self.twice("tie_order", _("Another criterion has this number. Give each a number of its own."))
        super().clean()


class CommissionForm(forms.ModelForm):
    """A commission; its quorum is a part of a whole, its threshold can be reached."""

    class Meta:
        model = Commission
        fields = "__all__"  # noqa: DJ007 - the admin page names the fields
        # Typed and shown with a comma; a box for numbers would swallow it.
        localized_fields = ("threshold",)

    def clean_threshold(self) -> Decimal | None:
        """Return the threshold. Raises ValidationError for nothing or less."""
        threshold: Decimal | None = self.cleaned_data["threshold"]
        if threshold is not None and threshold <= 0:
            raise ValidationError(_("Write a number above 0, or leave the box empty."))
        return threshold

    def clean(self) -> dict[str, Any]:
        """Check the quorum, and the threshold against the criteria that are there already."""
        cleaned = super().clean() or self.cleaned_data
        parts, whole = cleaned.get("quorum_of"), cleaned.get("quorum_in")
        if parts is not None and whole is not None and not 1 <= parts <= whole:
            self.add_error("quorum_of", _("The quorum is a part of the whole: for example 2 of 3 parts."))
        contest = cleaned.get("contest") or (self.instance.contest if self.instance.pk else None)
        threshold = cleaned.get("threshold")
        if contest is not None and threshold is not None:
            self._check_threshold(contest, threshold)
        return cleaned

    def _check_threshold(self, contest: Contest, threshold: Decimal) -> None:
        criteria = list(Criterion.objects.filter(contest=contest))
        most = highest_mean(criteria) if criteria else Fraction(100)
        if threshold > most:
            self.add_error("threshold", above_highest(shown(threshold), shown(most)))


class MemberSet(PartSet):
    """All seats of a commission: one chair, one secretary, nobody twice."""

    changing = ("function", Member.Function.MEMBER)

    def clean(self) -> None:
        """Look at the offices and the people."""
        self.twice("function", _("A commission has one chair."), only=(Member.Function.CHAIR,))
        self.twice("function", _("A commission has one secretary."), only=(Member.Function.SECRETARY,))
        if self.instance.pk is not None:
            left = set(self.instance.members.filter(until__isnull=False).values_list("user_id", flat=True))
            for form in self.rows():
                if (person := form.cleaned_data.get("user")) is not None and person.pk in left:
                    form.add_error("user", may_sit(self.instance, person).reason)
        super().clean()

    def get_unique_error_message(self, unique_check: Any) -> Any:
        """Say who is named twice in words, not by the name of a column."""
        return _("One person is named twice.")

    def get_form_error(self) -> Any:
        """Say at the seat itself what to do."""
        return _("This person has a seat already. Name someone else, or remove this row.")


class SeatField(forms.ModelChoiceField):
    """Whoever sits in the commission now, with their function."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name and the function."""
        return f"{obj.user.name} ({obj.get_function_display()})"


class ReplaceForm(ActForm):
    """Who leaves, who comes, by which act and from which day."""

    member = SeatField(
        label=_("who leaves"),
        queryset=Member.objects.none(),
        error_messages={"invalid_choice": _("This person does not sit in the commission now. Choose another one.")},
    )
    user = PersonField(label=_("who comes"))
    body = forms.ChoiceField(label=_("the new member stands for"), choices=[("", "---------"), *Member.Body.choices])
    act_number = forms.CharField(
        label=_("number of the act of appointment"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    act_date = forms.DateField(label=_("date of the act of appointment"), widget=AdminDateWidget)
    since = forms.DateField(
        label=_("the day of the replacement"),
        help_text=_("The new member sits from this day on."),
        widget=AdminDateWidget,
        initial=clock.today,
    )

    def __init__(self, *args: Any, chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = self.subject.members.sitting().select_related("user")
        field = self.fields["member"]
        assert isinstance(field, SeatField)  # noqa: S101 - said for the type checker
        field.queryset = seats
        leaves = seats.filter(pk=chosen).first() if chosen.isdecimal() else None
        if leaves is not None:
            self.initial.update(member=leaves.pk, body=leaves.body)

    def clean_act_date(self) -> Any:
        """Return the day of the act. Raises ValidationError for one that is still to come."""
        if (day := self.cleaned_data["act_date"]) > clock.today():
            raise ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Check the day and the person; each fault stands at the field that has to change."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        member, user, since = cleaned.get("member"), cleaned.get("user"), cleaned.get("since")
        if member and since and not (verdict := may_leave(member, since)):
            self.add_error("since", verdict.reason)
        if user and not (verdict := may_sit(self.subject, user)):
            self.add_error("user", verdict.reason)
        return cleaned
