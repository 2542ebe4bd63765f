"""Who may support, withdraw and moderate."""

from __future__ import annotations

from konsens.city.people.viewer import Viewer
from konsens.listening.voices.kinds import State
from konsens.listening.voices.models import MODERATES, Complaint, Contribution


def can_moderate(viewer: Viewer, contribution: Contribution) -> bool:
    """May they decide whether others read it? Moderation and coordination of its controller."""
    return viewer.is_any(*MODERATES, controller=contribution.controller_id)


def can_withdraw(viewer: Viewer, contribution: Contribution) -> bool:
    """May they take it back? Only its author."""
    return viewer.person_id is not None and viewer.person_id == contribution.author_id


def can_support(contribution: Contribution) -> bool:
    """Can anybody stand behind it? Only what everybody may read."""
    return contribution.state == State.PUBLISHED


def can_decide_complaint(viewer: Viewer, complaint: Complaint) -> bool:
    """May they decide about a complaint? Moderators, but never about their own judgement or complaint."""
    judgement = complaint.judgement
    concerned = viewer.person_id in {judgement.by_id, complaint.by_id}
    return can_moderate(viewer, judgement.contribution) and not concerned
