"""What a township proposes about a post, and what the county answers. Neither changes anything by itself."""

from datetime import datetime

from jiban.people.change_errors import AnswerMissingError, ProposalAnsweredError, ProposalEmptyError
from jiban.people.models import Officer, Post, Proposal


def propose(post: Post, *, text: str, by: Officer, now: datetime) -> Proposal:
    if not text.strip():
        raise ProposalEmptyError
    return Proposal.objects.create(post=post, text=text.strip(), made_by=by, made_at=now)


def answer(proposal: Proposal, *, text: str, by: Officer, now: datetime) -> Proposal:
    if not text.strip():
        raise AnswerMissingError
    open_ = Proposal.objects.filter(pk=proposal.pk, answered_at=None)
    if not open_.update(answer=text.strip(), answered_by=by, answered_at=now):
        raise ProposalAnsweredError
    proposal.refresh_from_db()
    return proposal
