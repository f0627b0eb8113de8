"""Attacks on sessions, presence, proposals and votes; see test_database.py."""

from django.db import connection

from committee import services
from committee.models import Attendance, Member, Proposal, ProposalLine, Session, Vote
from journal import clock
from tests.committee.factories import Round, close, make_round, make_session, propose, seal_all
from tests.committee.world import attack, sql
from tests.factories import move_contest_to

# --- Sessions ---


@attack("session_starts_unadopted")
def _a_session_that_was_never_held(w):
    Session.objects.create(commission=w.decided.commission, held_on=clock.today(), adopted_at=clock.now())


@attack("proposal_line_is_of_its_contest")
def _another_contest_s_money_proposed(w):
    ProposalLine.objects.create(proposal=w.planned_proposal, envelope=w.scoring.envelopes[0], money=1)


@attack("proposal_line_is_of_its_contest_update")
def _a_proposed_sum_turned_to_another_contest_s_money(w):
    line = ProposalLine.objects.create(proposal=w.planned_proposal, envelope=w.decided.envelopes[0], money=1)
    ProposalLine.objects.filter(pk=line.pk).update(envelope=w.scoring.envelopes[0])


@attack("session_adopted_never_changes")
def _an_adopted_session_unadopted(w):
    Session.objects.filter(pk=w.adopted.pk).update(adopted_at=None)


@attack("committee_session_never_deleted")
def _an_adopted_session_deleted(w):
    sql("DELETE FROM committee_session WHERE id = %s", w.adopted.pk)


def _another_prepared(w) -> Session:
    return Session.objects.create(commission=w.decided.commission, held_on=clock.today())


@attack("session_corrects_an_adopted_one")
def _a_correction_of_what_is_not_adopted(w):
    Session.objects.create(commission=w.decided.commission, held_on=clock.today(), corrects=w.planned)


@attack("session_corrects_an_adopted_one")
def _a_correction_of_another_commission_s_decision(w):
    Session.objects.create(commission=w.scoring.commission, held_on=clock.today(), corrects=w.adopted)


@attack("session_corrects_an_adopted_one_update")
def _a_session_turned_into_a_correction_of_what_is_not_adopted(w):
    other = _another_prepared(w)
    Session.objects.filter(pk=w.planned.pk).update(corrects=other)


@attack("session_never_corrects_itself")
def _a_session_that_corrects_itself(w):
    # The trigger speaks first; without it the rule still holds.
    name = "session_corrects_an_adopted_one_update"
    sql(f"DROP TRIGGER {name}" + (" ON committee_session" if connection.vendor == "postgresql" else ""))
    Session.objects.filter(pk=w.planned.pk).update(corrects=w.planned)


@attack("attendance_noted_once")
def _present_twice(w):
    Attendance.objects.create(session=w.planned, member=w.decided.members[0])


@attack("attendance_is_of_its_commission")
def _a_stranger_present(w):
    Attendance.objects.create(session=w.planned, member=w.scoring.members[0])


@attack("attendance_is_of_its_commission_update")
def _a_member_turned_into_a_stranger(w):
    w.planned_proposal.delete()
    Attendance.objects.filter(session=w.planned, member=w.decided.members[0]).update(member=w.scoring.members[0])


@attack("attendance_is_of_its_commission")
def _who_has_left_present(w):
    absent = w.decided.members[4]
    Member.objects.filter(pk=absent.pk).update(until=clock.today())
    Attendance.objects.create(session=w.planned, member=absent)


@attack("attendance_with_votes_stays_delete")
def _away_after_voting(w):
    Attendance.objects.filter(session=w.planned, member=w.decided.members[0]).delete()


@attack("attendance_with_votes_stays_update")
def _another_present_in_the_voter_s_place(w):
    Attendance.objects.filter(session=w.planned, member=w.decided.members[0]).update(member=w.decided.members[4])


@attack("proposal_once_per_application")
def _two_proposals_for_one(w):
    Proposal.objects.create(session=w.planned, application=w.decided.applications[2], outcome="reserve")


@attack("proposal_outcome_known")
def _an_outcome_nobody_knows(w):
    Proposal.objects.filter(pk=w.planned_proposal.pk).update(outcome="maybe")


@attack("proposal_unsupported_has_reason")
def _not_supported_without_a_reason(w):
    Proposal.objects.filter(pk=w.planned_proposal.pk).update(outcome="unsupported", reason_ky="")


@attack("proposal_revision_has_day")
def _returned_without_a_last_day(w):
    Proposal.objects.filter(pk=w.planned_proposal.pk).update(outcome="revise", correct_by=None)


@attack("proposal_casting_has_reason")
def _a_casting_vote_without_a_reason(w):
    Proposal.objects.filter(pk=w.planned_proposal.pk).update(casting="for", casting_reason="")


@attack("proposal_casting_has_reason")
def _a_casting_vote_nobody_knows(w):
    Proposal.objects.filter(pk=w.planned_proposal.pk).update(casting="perhaps", casting_reason="Керек.")


@attack("proposal_is_of_its_contest")
def _a_proposal_for_another_contest_s_application(w):
    Proposal.objects.create(session=w.planned, application=w.scoring.applications[0], outcome="reserve")


@attack("proposal_is_of_its_contest_update")
def _a_proposal_turned_to_another_contest_s_application(w):
    Proposal.objects.filter(pk=w.planned_proposal.pk).update(application=w.scoring.applications[0])


@attack("proposal_line_positive")
def _a_proposal_of_nothing(w):
    ProposalLine.objects.create(proposal=w.planned_proposal, envelope=w.decided.envelopes[0], money=0)


@attack("proposal_line_once_per_envelope")
def _two_sums_from_one_envelope(w):
    for money in (1, 2):
        ProposalLine.objects.create(proposal=w.planned_proposal, envelope=w.decided.envelopes[0], money=money)


@attack("vote_cast_once")
def _two_votes_of_one(w):
    Vote.objects.create(proposal=w.planned_proposal, member=w.decided.members[0], choice="for")


@attack("vote_choice_known")
def _a_vote_nobody_knows(w):
    Vote.objects.filter(proposal=w.planned_proposal).update(choice="perhaps")


@attack("vote_only_of_those_present")
def _a_vote_of_the_absent(w):
    Vote.objects.create(proposal=w.planned_proposal, member=w.decided.members[4], choice="for")


@attack("vote_only_of_those_present_update")
def _a_vote_turned_into_the_absent_s(w):
    Vote.objects.filter(proposal=w.planned_proposal, member=w.decided.members[0]).update(member=w.decided.members[4])


def _recused_and_present() -> tuple[Round, Proposal]:
    made = make_round(1)
    close(made.sheet(4, 0), "recused", "Бир тууганым.")
    seal_all(made)
    return made, propose(made, make_session(made), 0)


@attack("vote_never_of_the_recused")
def _a_vote_of_the_recused(w):
    made, proposal = _recused_and_present()
    Vote.objects.create(proposal=proposal, member=made.members[4], choice="for")


@attack("vote_never_of_the_recused_update")
def _a_vote_turned_into_the_recused_s(w):
    made, proposal = _recused_and_present()
    Vote.objects.filter(proposal=proposal, member=made.members[0]).update(member=made.members[4])


def _applying_and_present() -> tuple[Round, Proposal]:
    made = make_round(1, state="announced")
    Member.objects.filter(pk=made.members[4].pk).update(user=made.applications[0].applicant)
    # Nobody has a sheet, as where a member came in after the scoring.
    move_contest_to(made.contest, "scoring")
    session = make_session(made)
    proposal = services.propose(
        by=made.chair,
        session=session,
        application=made.applications[0],
        outcome="award",
        lines=made.asked(0),
    )
    services.cast_votes(by=made.chair, proposal=proposal, votes={made.members[0]: "for"})
    return made, proposal


@attack("vote_never_of_who_applies")
def _a_vote_of_who_applies(w):
    made, proposal = _applying_and_present()
    Vote.objects.create(proposal=proposal, member=made.members[4], choice="for")


@attack("vote_never_of_who_applies_update")
def _a_vote_turned_into_that_of_who_applies(w):
    made, proposal = _applying_and_present()
    Vote.objects.filter(proposal=proposal, member=made.members[0]).update(member=made.members[4])


# --- The parts of an adopted session ---


@attack("committee_attendance_adopted_insert")
def _one_more_present_afterwards(w):
    sql(
        "INSERT INTO committee_attendance (session_id, member_id) VALUES (%s, %s)",
        w.adopted.pk,
        w.decided.members[4].pk,
    )


@attack("committee_attendance_adopted_update")
def _a_presence_carried_out_of_the_adopted(w):
    Attendance.objects.filter(session=w.adopted, member=w.decided.members[3]).update(session=w.planned)


@attack("committee_attendance_adopted_delete")
def _a_presence_struck_out(w):
    Attendance.objects.filter(session=w.adopted, member=w.decided.members[3]).delete()


@attack("committee_proposal_adopted_insert")
def _one_more_proposal_afterwards(w):
    Proposal.objects.create(session=w.adopted, application=w.decided.applications[2], outcome="reserve")


@attack("committee_proposal_adopted_update")
def _another_outcome_afterwards(w):
    Proposal.objects.filter(session=w.adopted).update(outcome="reserve")


@attack("committee_proposal_adopted_update")
def _a_proposal_carried_out_of_the_adopted(w):
    w.planned_proposal.delete()
    Proposal.objects.filter(session=w.adopted, outcome="reserve").update(session=w.planned)


@attack("committee_proposal_adopted_delete")
def _a_proposal_struck_out(w):
    sql("DELETE FROM committee_proposal WHERE session_id = %s", w.adopted.pk)


@attack("committee_proposalline_adopted_insert")
def _one_more_sum_afterwards(w):
    reserve = w.adopted.proposals.get(outcome="reserve")
    ProposalLine.objects.create(proposal=reserve, envelope=w.decided.envelopes[0], money=1)


@attack("committee_proposalline_adopted_update")
def _another_sum_afterwards(w):
    ProposalLine.objects.filter(proposal=w.adopted_proposal).update(money=1)


@attack("committee_proposalline_adopted_delete")
def _a_sum_struck_out(w):
    ProposalLine.objects.filter(proposal=w.adopted_proposal).delete()


@attack("committee_vote_adopted_insert")
def _one_more_vote_afterwards(w):
    Vote.objects.create(proposal=w.adopted_proposal, member=w.decided.members[0], choice="for")


@attack("committee_vote_adopted_update")
def _another_vote_afterwards(w):
    Vote.objects.filter(proposal=w.adopted_proposal).update(choice="against")


@attack("committee_vote_adopted_update")
def _a_vote_carried_into_the_adopted(w):
    reserve = w.adopted.proposals.get(outcome="reserve")
    Vote.objects.filter(proposal=w.planned_proposal, member=w.decided.members[0]).update(proposal=reserve)


@attack("committee_vote_adopted_delete")
def _a_vote_struck_out(w):
    Vote.objects.filter(proposal=w.adopted_proposal).delete()
