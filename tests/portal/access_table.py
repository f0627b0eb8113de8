"""The table of tests/portal/test_access.py: what a GET of each address answers to each role.

2 opens · L asks to sign in · R leads on to another page · F refused with the reason · N does not exist for them ·
M takes no GET
"""

ROLES = [
    "visitor",
    "resident",
    "other",
    "applicant",
    "specialist",
    "head",
    "accountant",
    "observer",
    "chair",
    "secretary",
    "member",
    "administrator",
]

# The letters above the columns: visitor, resident, other municipality's specialist, applicant, specialist, head,
# accountant (b), donor's observer, chair, secretary (k), member, system administrator (z).
TABLE = """
#                                              v r o a s h b d c k m z
health                                         2 2 2 2 2 2 2 2 2 2 2 2
home                                           2 2 2 2 2 2 2 2 2 2 2 2
contest                                        2 2 2 2 2 2 2 2 2 2 2 2
contest_dates                                  2 2 2 2 2 2 2 2 2 2 2 2
results                                        2 2 2 2 2 2 2 2 2 2 2 2
account_signup                                 2 R R R R R R R R R R R
account_login                                  2 R R R R R R R R R R R
account_logout                                 R 2 2 2 2 2 2 2 2 2 2 2
account_inactive                               2 2 2 2 2 2 2 2 2 2 2 2
account_code                                   L R R R R R R R R R R R
account_contact                                L 2 2 2 2 2 2 2 2 2 2 2
consent_text                                   2 2 2 2 2 2 2 2 2 2 2 2
consent                                        L R R R 2 2 2 2 2 2 2 2
account_reauthenticate                         L F F 2 2 2 2 2 2 2 2 2
account_change_password                        L R R 2 2 2 2 2 2 2 2 2
account_set_password                           L 2 2 R R R R R R R R R
account_reset_password                         2 2 2 2 2 2 2 2 2 2 2 2
account_new_password                           R R R R R R R R R R R R
verify_form                                    2 2 2 2 2 2 2 2 2 2 2 2
verify                                         2 2 2 2 2 2 2 2 2 2 2 2
paper                                          2 2 2 2 2 2 2 2 2 2 2 2
notices                                        L 2 2 2 2 2 2 2 2 2 2 2
my_applications                                L 2 2 2 2 2 2 2 2 2 2 2
my_data                                        L 2 2 2 2 2 2 2 2 2 2 2
may_i_apply                                    2 2 2 2 2 2 2 2 2 2 2 2
questions                                      2 2 2 2 2 2 2 2 2 2 2 2
ask                                            L 2 2 2 2 2 2 2 2 2 2 2
begin                                          L 2 2 2 R R R R R R R R
application                                    L N N 2 N N N N N N N N
application_check                              L N N R N N N N N N N N
application_submit                             L N N R N N N N N N N N
application_receipt                            L N N 2 N N N N N N N N
application_copy                               L N N 2 N N N N N N N N
clarification                                  L N N R N N N N N N N N
application_withdraw                           L N N R N N N N N N N N
application_delete                             L N N R N N N N N N N N
group                                          L N N 2 N N N N N N N N
group_member                                   L N N 2 N N N N N N N N
group_member_remove                            L N N 2 N N N N N N N N
join                                           2 2 2 F 2 2 2 2 2 2 2 2
application_step                               L N N R N N N N N N N N
attachment                                     L N N 2 2 2 N N N N N N
commission                                     L 2 2 2 2 2 2 2 2 2 2 2
sheet                                          L N N N N N N N 2 N N N
sheet_seal                                     L N N N N N N N 2 N N N
recuse                                         L N N N N N N N 2 N N N
sheet_attachment                               L N N N N N N N 2 N N N
declare                                        L N N N N N N N R N N N
sheet_scan                                     L N N N 2 2 F F 2 2 2 F
paper_sheet                                    L N N N N N N N R F N N
sheets_seal                                    L N N N N N N N 2 2 2 N
interest_note                                  L N N N N N N N F F F N
sheet_print                                    L N N N N N N N F F F N
paper_sheets                                   L N N N N N N N F 2 F N
ranking                                        L N N N 2 2 F F 2 2 2 F
ranking_file                                   L N N N 2 2 F F 2 2 2 F
points_file                                    L N N N 2 2 F F 2 2 2 F
ranking_sheets                                 L N N N 2 2 F F 2 2 2 F
tie_break                                      L N N N F F F F F F F F
scenarios                                      L N N N F F F F 2 2 F F
scenario                                       L N N N F F F F 2 2 F F
scenario_take                                  L N N N F F F F 2 2 F F
scenario_drop                                  L N N N F F F F 2 2 F F
session                                        L N N N 2 2 F F 2 2 2 F
session_adopt                                  L N N N R R R R R R R R
session_correct                                L N N N F F F F R R F F
session_drop                                   L N N N R R R R R R R R
admin:index                                    L F 2 F 2 2 2 2 F F F 2
admin:login                                    L F R F R R R R F F F R
admin:logout                                   L F R F R R R R F F F R
admin:password_change                          L F 2 F 2 2 2 2 F F F 2
admin:password_change_done                     L F 2 F 2 2 2 2 F F F 2
admin:autocomplete                             L F F F F F F F F F F F
admin:jsi18n                                   L F 2 F 2 2 2 2 F F F 2
admin:municipality_user_act                    L F N F N N N N F F F N
admin:municipality_user_changelist             L F F F F F F F F F F 2
admin:municipality_user_add                    L F F F F F F F F F F 2
admin:municipality_user_history                L F N F N N N N F F F 2
admin:municipality_user_delete                 L F N F N N N N F F F F
admin:municipality_user_change                 L F N F N N N N F F F 2
admin:municipality_appointment_act             L F N F N N N N F F F N
admin:municipality_appointment_changelist      L F 2 F 2 2 F F F F F 2
admin:municipality_appointment_add             L F F F F 2 F F F F F 2
admin:municipality_appointment_history         L F N F 2 2 N N F F F 2
admin:municipality_appointment_delete          L F N F F F N N F F F F
admin:municipality_appointment_change          L F N F 2 2 N N F F F 2
admin:municipality_municipality_act            L F N F N N N N F F F N
admin:municipality_municipality_changelist     L F 2 F 2 2 2 2 F F F 2
admin:municipality_municipality_add            L F F F F F F F F F F 2
admin:municipality_municipality_history        L F N F 2 2 2 2 F F F 2
admin:municipality_municipality_delete         L F N F F F F F F F F F
admin:municipality_municipality_change         L F N F 2 2 2 2 F F F 2
admin:municipality_consenttext_act             L F N F N N N N F F F N
admin:municipality_consenttext_changelist      L F F F F F F F F F F 2
admin:municipality_consenttext_add             L F F F F F F F F F F 2
admin:municipality_consenttext_history         L F N F N N N N F F F 2
admin:municipality_consenttext_delete          L F N F N N N N F F F F
admin:municipality_consenttext_change          L F N F N N N N F F F 2
admin:municipality_regulation_act              L F N F N N N N F F F N
admin:municipality_regulation_changelist       L F 2 F 2 2 2 2 F F F 2
admin:municipality_regulation_add              L F 2 F 2 2 F F F F F F
admin:municipality_regulation_history          L F N F 2 2 2 2 F F F 2
admin:municipality_regulation_delete           L F N F F F F F F F F F
admin:municipality_regulation_change           L F N F 2 2 2 2 F F F 2
admin:journal_record_act                       L F N F N N N N F F F N
admin:journal_record_changelist                L F F F F 2 F F F F F 2
admin:journal_record_add                       L F F F F F F F F F F F
admin:journal_record_history                   L F N F N 2 N N F F F 2
admin:journal_record_delete                    L F N F N F N N F F F F
admin:journal_record_change                    L F N F N 2 N N F F F 2
admin:initiatives_application_act              L F N F 2 2 N N F F F F
admin:initiatives_application_changelist       L F 2 F 2 2 F F F F F 2
admin:initiatives_application_add              L F F F F F F F F F F F
admin:initiatives_application_history          L F N F 2 2 N N F F F 2
admin:initiatives_application_delete           L F N F F F N N F F F F
admin:initiatives_application_change           L F N F 2 2 N N F F F 2
admin:initiatives_question_act                 L F N F 2 2 N N F F F F
admin:initiatives_question_changelist          L F 2 F 2 2 F F F F F 2
admin:initiatives_question_add                 L F F F F F F F F F F F
admin:initiatives_question_history             L F N F 2 2 N N F F F 2
admin:initiatives_question_delete              L F N F F F N N F F F F
admin:initiatives_question_change              L F N F 2 2 N N F F F 2
admin:budget_envelope_act                      L F N F N N N N F F F N
admin:budget_envelope_changelist               L F 2 F 2 2 2 2 F F F 2
admin:budget_envelope_add                      L F F F F F F F F F F F
admin:budget_envelope_history                  L F N F 2 2 2 N F F F 2
admin:budget_envelope_delete                   L F N F F F F N F F F F
admin:budget_envelope_change                   L F N F 2 2 2 N F F F 2
admin:budget_ledgerentry_act                   L F N F N N N N F F F N
admin:budget_ledgerentry_changelist            L F 2 F 2 2 2 2 F F F 2
admin:budget_ledgerentry_add                   L F F F F F F F F F F F
admin:budget_ledgerentry_history               L F N F 2 2 2 N F F F 2
admin:budget_ledgerentry_delete                L F N F F F F N F F F F
admin:budget_ledgerentry_change                L F N F 2 2 2 N F F F 2
admin:initiatives_contest_act                  L F N F 2 2 F F F F F F
admin:initiatives_contest_changelist           L F 2 F 2 2 2 2 F F F 2
admin:initiatives_contest_add                  L F 2 F 2 2 F F F F F F
admin:initiatives_contest_history              L F N F 2 2 2 2 F F F 2
admin:initiatives_contest_delete               L F N F F F F F F F F F
admin:initiatives_contest_change               L F N F 2 2 2 2 F F F 2
admin:committee_commission_act                 L F N F 2 2 F N F F F F
admin:committee_commission_changelist          L F 2 F 2 2 2 F F F F 2
admin:committee_commission_add                 L F 2 F 2 2 F F F F F F
admin:committee_commission_history             L F N F 2 2 2 N F F F 2
admin:committee_commission_delete              L F N F F F F N F F F F
admin:committee_commission_change              L F N F 2 2 2 N F F F 2
admin:documents_paper_act                      L F N F N N N N F F F N
admin:documents_paper_changelist               L F 2 F 2 2 2 F F F F 2
admin:documents_paper_add                      L F F F F F F F F F F F
admin:documents_paper_history                  L F N F 2 2 2 N F F F 2
admin:documents_paper_delete                   L F N F F F F N F F F F
admin:documents_paper_change                   L F N F 2 2 2 N F F F 2
admin:notices_notice_act                       L F N F N N N N F F F N
admin:notices_notice_changelist                L F F F F F F F F F F 2
admin:notices_notice_add                       L F F F F F F F F F F F
admin:notices_notice_history                   L F N F N N N N F F F 2
admin:notices_notice_delete                    L F N F N N N N F F F F
admin:notices_notice_change                    L F N F N N N N F F F 2
admin:app_list                                 L F 2 F 2 2 2 2 F F F 2
"""
