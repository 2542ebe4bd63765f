"""Who may do what: the table of rights, each cell written by hand, before any code was asked.

`tests/security/test_rights.py` tries every cell through the real actions and pages;
`make rights` prints the same table to `docs/reference/rights.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

WHO: dict[str, str] = {
    "anybody": "nobody known: no account, no recognised device",
    "resident": "a resident whose address is verified at this controller",
    "author": "the resident who said it",
    "caretaker": "who looks after the case",
    "deputy": "who stands in for an absent caretaker today; works at another office",
    "colleague": "a caretaker of the same office, with other cases",
    "neighbour": "a caretaker of another office of the same controller",
    "head": "head of the office that has the case",
    "moderator": "moderation of the controller",
    "coordinator": "coordination of the controller",
    "admin": "administration of the controller",
    "unproven": "coordination, but signed in without a second factor",
    "elsewhere": "every role there is, at another controller",
    "former": "was coordination until yesterday",
}

TABLE = """
                                  any res aut car dep col nei hea mod coo adm unp els for
see
  see_public_case                  +   +   +   +   +   +   +   +   +   +   +   +   +   +
  see_confidential_case            .   .   +   +   +   +   .   +   +   +   +   .   .   .
  see_refused_case                 .   .   +   +   +   +   +   +   +   +   +   .   .   .
  see_unconfirmed                  .   .   +   .   .   .   .   .   .   .   .   .   .   .
  see_photo_nobody_looked_at       .   .   +   +   +   +   +   +   +   +   +   .   .   .
  see_confidential_photo           .   .   +   +   +   +   .   +   +   +   +   .   .   .
  read_internal_notes              .   .   .   +   +   +   +   +   +   +   +   .   .   .
  read_confidential_notes          .   .   .   +   +   +   .   +   +   +   +   .   .   .
  see_public_date                  +   +   +   +   +   +   +   +   +   +   +   +   +   +
  see_internal_date                .   .   .   +   +   +   +   +   +   +   +   .   .   .
say
  hear                             +   +   +   +   +   +   +   +   +   +   +   +   +   +
  hear_for_somebody                .   .   .   +   +   +   +   +   +   +   +   .   .   .
  support                          +   +   .   +   +   +   +   +   +   +   +   +   +   +
  take_support_back                .   +   .   .   .   .   .   .   .   .   .   .   .   .
  comment                          .   +   +   +   +   +   +   +   +   +   +   +   +   +
  withdraw                         .   .   +   .   .   .   .   .   .   .   .   .   .   .
  report                           +   +   +   +   +   +   +   +   +   +   +   +   +   +
  complain                         .   .   +   .   .   .   .   .   .   .   .   .   .   .
  write_to_team                    .   +   +   +   +   +   +   +   +   +   +   +   +   +
  write_to_team_confidential       .   .   +   +   +   +   .   +   +   +   +   .   .   .
  answer_whether_done              .   +   +   +   +   +   +   +   +   +   +   +   +   +
  answer_whether_done_confidential .   .   +   +   +   +   .   +   +   +   +   .   .   .
care
  tell                             .   .   .   +   +   .   .   +   .   +   .   .   .   .
  begin                            .   .   .   +   +   .   .   +   .   +   .   .   .   .
  wait                             .   .   .   +   +   .   .   +   .   +   .   .   .   .
  set_date                         .   .   .   +   +   .   .   +   .   +   .   .   .   .
  close                            .   .   .   +   +   .   .   +   .   +   .   .   .   .
  reopen                           .   .   +   +   +   .   .   +   .   +   .   .   .   .
  reroute                          .   .   .   +   +   .   .   +   .   +   .   .   .   .
  merge                            .   .   .   +   +   .   .   +   .   +   .   .   .   .
  take_to_council                  .   .   .   +   +   .   .   +   .   +   .   .   .   .
  note_decision                    .   .   .   +   +   .   .   +   .   +   .   .   .   .
  note_implementation              .   .   .   +   +   .   .   +   .   +   .   .   .   .
  note_inside                      .   .   .   +   +   +   +   +   +   +   +   .   .   .
  note_inside_confidential         .   .   .   +   +   +   .   +   +   +   +   .   .   .
  assign_caretaker                 .   .   .   .   .   .   .   +   .   +   .   .   .   .
  assign_many                      .   .   .   .   .   .   .   +   .   +   .   .   .   .
  hand_over_all                    .   .   .   +   .   .   .   .   .   +   +   .   .   .
  enter_absence                    .   .   .   +   .   .   .   .   .   +   +   .   .   .
  end_absence                      .   .   .   +   .   .   .   .   .   +   +   .   .   .
  save_template                    .   .   .   +   +   +   +   +   .   +   +   .   .   .
  remove_template                  .   .   .   +   +   +   +   +   .   +   +   .   .   .
moderate
  approve                          .   .   .   .   .   .   .   .   +   +   .   .   .   .
  refuse                           .   .   .   .   .   .   .   .   +   +   .   .   .   .
  restore                          .   .   .   .   .   .   .   .   +   +   .   .   .   .
  look_over                        .   .   .   .   .   .   .   .   +   +   .   .   .   .
  shorten                          .   .   .   .   .   .   .   .   +   +   .   .   .   .
  show_photo                       .   .   .   .   .   .   .   .   +   +   .   .   .   .
  refuse_photo                     .   .   .   .   .   .   .   .   +   +   .   .   .   .
  decide_complaint                 .   .   .   .   .   .   .   .   +   +   .   .   .   .
  decide_complaint_about_moderator .   .   .   .   .   .   .   .   .   +   .   .   .   .
  see_reporter                     .   .   .   .   .   .   .   .   +   +   .   .   .   .
  settle_report                    .   .   .   .   .   .   .   .   +   +   .   .   .   .
plan
  plan_date                        .   .   .   +   .   +   .   +   .   +   +   .   .   .
  move_date                        .   .   .   +   .   +   .   +   .   +   +   .   .   .
  cancel_date                      .   .   .   +   .   +   .   +   .   +   +   .   .   .
  plan_series                      .   .   .   +   .   +   .   +   .   +   +   .   .   .
  change_series                    .   .   .   +   .   +   .   +   .   +   +   .   .   .
  end_series                       .   .   .   +   .   +   .   +   .   +   +   .   .   .
  open_house                       .   .   .   .   .   .   .   +   .   +   +   .   .   .
  add_room                         .   .   .   .   .   .   .   +   .   +   +   .   .   .
  change_space                     .   .   .   .   .   .   .   +   .   +   +   .   .   .
  end_space                        .   .   .   .   .   .   .   +   .   +   +   .   .   .
furnish
  found_office                     .   .   .   .   .   .   .   .   .   .   +   .   .   .
  add_office                       .   .   .   .   .   .   .   .   .   .   +   .   .   .
  change_office                    .   .   .   .   .   .   .   .   .   .   +   .   .   .
  end_office                       .   .   .   .   .   .   .   .   .   .   +   .   .   .
  reopen_office                    .   .   .   .   .   .   .   .   .   .   +   .   .   .
  change_identity                  .   .   .   .   .   .   .   .   .   .   +   .   .   .
  publish_legal_text               .   .   .   .   .   .   .   .   .   .   +   .   .   .
  give_role                        .   .   .   .   .   .   .   .   .   .   +   .   .   .
  end_role                         .   .   .   .   .   .   .   .   .   .   +   .   .   .
  invite                           .   .   .   .   .   .   .   .   .   .   +   .   .   .
  withdraw_invitation              .   .   .   .   .   .   .   .   .   .   +   .   .   .
  add_topic                        .   .   .   .   .   .   .   .   .   .   +   .   .   .
  change_topic                     .   .   .   .   .   .   .   .   .   .   +   .   .   .
  move_topic                       .   .   .   .   .   .   .   .   .   .   +   .   .   .
  end_topic                        .   .   .   .   .   .   .   .   .   .   +   .   .   .
  offer_again                      .   .   .   .   .   .   .   .   .   .   +   .   .   .
  open_idea_platform               .   .   .   .   .   .   .   .   .   .   +   .   .   .
  change_phase                     .   .   .   .   .   .   .   .   .   .   +   .   .   .
  set_route                        .   .   .   .   .   .   .   .   .   .   +   .   .   .
  remove_route                     .   .   .   .   .   .   .   .   .   .   +   .   .   .
  resend                           .   .   .   .   .   .   .   .   .   +   +   .   .   .
one's own
  follow                           +   +   +   +   +   +   +   +   +   +   +   +   +   +
  follow_confidential              .   .   +   +   +   +   .   +   +   +   +   .   .   .
  change_pace                      .   .   +   .   .   .   .   .   .   .   .   .   .   .
  change_pseudonym                 .   .   +   .   .   .   .   .   .   .   .   .   .   .
  choose_language                  .   +   +   +   +   +   +   +   +   +   +   +   +   +
  forget_person                    .   .   +   .   .   .   .   .   .   .   .   .   .   .
"""

MEANS: dict[str, str] = {
    "see_public_case": "Read a public case and what was said.",
    "see_confidential_case": "Read a case under a confidential topic.",
    "see_refused_case": "Read a case whose contribution moderation does not publish.",
    "see_unconfirmed": "Read a contribution that its author has not confirmed yet.",
    "see_photo_nobody_looked_at": "See a photo before a person has looked at it.",
    "see_confidential_photo": "See a photo of a case under a confidential topic.",
    "read_internal_notes": "Read notes for the team, and what residents wrote to it.",
    "read_confidential_notes": "The same, of a case under a confidential topic.",
    "see_public_date": "See a date that is meant for everybody.",
    "see_internal_date": "See a date or a use of a room that is not.",
    "hear_for_somebody": "Take in what somebody says on the phone, at the counter or in a letter.",
    "take_support_back": "Take back the support that the resident gave.",
    "write_to_team_confidential": "Write to the team of a confidential case.",
    "answer_whether_done_confidential": "Say whether it is done, of a confidential case.",
    "note_inside_confidential": "Write something down for the team of a confidential case.",
    "decide_complaint_about_moderator": "Decide about a complaint against a judgement of the moderator.",
    "follow_confidential": "Follow a confidential case.",
}
"""What a row means where it is not simply the action of its name."""

BY_LINK: dict[str, str] = {
    "accept_invitation": "the link that goes to whoever is invited, signed in with the address it went to",
    "confirm": "the link that goes to the author's address",
    "confirm_support": "the link that goes to the supporter's address",
    "confirm_follow": "the link that goes to the follower's address",
    "unfollow": "the link at the foot of a mail, and the follower in their account",
    "stay": "the link that goes to whoever has not been here for years",
    "verify_address": "any of the links to confirm",
}
"""Who holds the link of a mail may do just this (`tests/security/test_links.py`)."""

BY_NOBODY: dict[str, str] = {
    "anonymise": "the clock, when a case may no longer lead to people",
    "ask_whether_done": "the clock",
    "become_one": "a flow: an account brings along what its address did before",
    "end_withdrawn": "a flow: its author took a contribution back",
    "escalate": "the clock",
    "forget_absent": "the clock",
    "forget_host": "a flow: somebody is forgotten",
    "forget_relation": "the clock",
    "forget_reporters": "a flow: somebody asked to be forgotten",
    "forget_resident": "a flow: somebody is forgotten",
    "forget_settled_reporters": "the clock",
    "forget_speaker": "a flow: somebody is forgotten",
    "forget_strangers": "the clock",
    "forget_unconfirmed": "the clock",
    "forget_unconfirmed_follows": "the clock",
    "found_controller": "the command line",
    "go_along": "a flow: an account brings along what its address was asked before",
    "join": "nothing yet",
    "join_account": "signing in with a proven address",
    "let_lapse": "the clock, when nobody answered an invitation",
    "load_areas": "the command line",
    "load_streets": "the command line",
    "meet": "a door that takes in what somebody says",
    "name_area": "the command line",
    "open_case": "a flow: a contribution was confirmed",
    "part_with_people": "the clock",
    "recount_support": "a flow: somebody gave support or took it back",
    "show_as_said": "a flow: a contribution was published or refused",
    "warn_absent": "the clock",
}
"""Actions without a person: no page and no link leads there by itself."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a verb, and for each of `WHO` whether they may."""

    part: str
    verb: str
    cells: tuple[bool, ...]

    def may(self, who: str) -> bool:
        """What the table says for somebody."""
        return self.cells[list(WHO).index(who)]


def read(table: str = TABLE) -> list[Row]:
    """The rows of the table, in their order.

    Raises:
        ValueError: a line with too few or too many cells.
    """
    _empty, head, *lines = table.rstrip().split("\n")
    if [name[:3] for name in WHO] != head.split():
        raise ValueError("the head of the table does not name everybody")
    rows, part = [], ""
    for line in lines:
        verb, *cells = line.split()
        if not line.startswith(" "):
            part = line
            continue
        if len(cells) != len(WHO) or set(cells) - {"+", "."}:
            raise ValueError(f"{verb} has {len(cells)} cells")
        rows.append(Row(part, verb, tuple(cell == "+" for cell in cells)))
    return rows
