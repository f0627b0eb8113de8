"""What the pages of a commission's member show: one contest scored by names, one blind."""

from committee import services
from committee.models import Member, Sheet
from journal import clock
from municipality.models import User
from tests import factories as make
from tests.committee.factories import close, declare, give, make_round

TERMS = {"asks_justification": True, "shows_others": True}


def make_commission_scene() -> tuple[dict[str, User], dict[str, object]]:
    """Store both contests; return their people by keys, and the words that stand in the addresses."""
    named = make_round(5, terms=TERMS)
    blind = make_round(2, 3, terms={"blind": True})
    for seat in (0, 1):
        for row in (1, 2, 3):
            give(named.sheet(seat, row), [8] * 5)
            named.sheet(seat, row).scores.update(justification="Баары даяр.")
    give(named.sheet(0, 4), [8, 7])
    for seat in (0, 1):
        close(named.sheet(seat, 2))
    close(named.sheet(1, 0), "abstained", "Ооруп калдым.")
    services.recuse(by=named.chair, sheet=named.sheet(2, 0), reason="Бир тууганынын демилгеси.")
    services.enter_paper_sheet(
        by=named.secretary,
        sheet=named.sheet(3, 2),
        state="sealed",
        points=dict.fromkeys(named.criteria, 6),
        justifications=dict.fromkeys(named.criteria, "Кагаздан."),
        file=make.make_upload(),
    )
    own = make.make_application(named.contest, applicant=named.chair, state="admitted")
    own_sheet = Sheet.objects.create(member=named.members[0], application=own)
    left = named.members[4]
    give(named.sheet(4, 2), [5] * 5)
    named.sheet(4, 2).scores.update(justification="Баары даяр.")
    close(named.sheet(4, 2))
    Member.objects.filter(pk=left.pk).update(until=clock.today())
    new = make.make_user(surname="Асанов", given_name="Бакыт")
    Member.objects.create(commission=named.commission, user=new, body="kenesh", since=clock.today(), replaces=left)
    declare(blind.sheet(0, 0))
    people = {
        "chair": named.chair,
        "secretary": named.secretary,
        "sitting": named.members[2].user,
        "on_paper": named.members[3].user,
        "left": left.user,
        "blind": blind.chair,
    }
    words = {
        "scored": named.contest.pk,
        "s_untold": named.sheet(0, 0).pk,
        "s_whole": named.sheet(0, 1).pk,
        "s_sealed": named.sheet(0, 2).pk,
        "s_begun": named.sheet(0, 4).pk,
        "s_own": own_sheet.pk,
        "s_recused": named.sheet(2, 0).pk,
        "s_paper": named.sheet(3, 2).pk,
        "s_to_enter": named.sheet(3, 0).pk,
        "s_waits": named.sheet(3, 4).pk,
        "s_left": named.sheet(4, 2).pk,
        "s_blind": blind.sheet(0, 0).pk,
        "s_blind_untold": blind.sheet(0, 1).pk,
    }
    return people, words
