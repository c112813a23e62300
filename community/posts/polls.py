"""How a poll stands before a reader."""

from dataclasses import dataclass

from community.posts.models import Participation, Poll, PollVote


@dataclass
class Choice:
    """One option: its figures are None while they are not shown."""

    pk: int
    text: str
    count: int | None
    percent: int | None
    chosen: bool


@dataclass
class Standing:
    """What a reader sees of a poll and may do with it."""

    poll: Poll
    choices: list
    has_voted: bool
    shows_results: bool
    may_vote: bool
    # Where a ballot is sent.
    url: str


def standing_of(poll, user, *, url, may_vote):
    """The Standing of a poll before this reader; `may_vote` says whether he belongs where it is held. Two or three
    queries."""
    member = user if user.is_authenticated else None
    has_voted = bool(member) and Participation.objects.filter(poll=poll, member=member).exists()
    chosen = set()
    if has_voted and not poll.is_anonymous:
        chosen = set(PollVote.objects.filter(poll=poll, member=member).values_list("option_id", flat=True))
    shown = poll.shows_results(has_voted=has_voted)
    choices = [
        Choice(
            option.pk,
            option.text,
            option.vote_count if shown else None,
            percent(option.vote_count, poll.voter_count) if shown else None,
            option.pk in chosen,
        )
        for option in poll.options.order_by("position")
    ]
    # A ballot of an anonymous poll cannot be found again, so it cannot be changed.
    free = may_vote and poll.is_open and not (poll.is_anonymous and has_voted)
    return Standing(poll, choices, has_voted, shown, free, url)


def percent(count, voters):
    """The share of voters who chose something, in whole percent; of several choices they do not add up to 100."""
    return round(100 * count / voters) if voters else 0
