"""Who somebody is, and what he may do: what several apps say of it in one backend."""

from community.moderation.signing_in import MemberBackend
from community.training.backends import TrainedBackend


class HuiyinBackend(MemberBackend, TrainedBackend):
    """allauth's way in, closed to suspended members, with the rights of roles whose courses are passed."""
