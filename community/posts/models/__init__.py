from community.posts.models.picture import Picture
from community.posts.models.poll import Participation, Poll, PollOption, PollVote
from community.posts.models.post import Post, Revision
from community.posts.models.reaction import Reaction
from community.posts.models.reply import Reply

__all__ = [
    "Participation",
    "Picture",
    "Poll",
    "PollOption",
    "PollVote",
    "Post",
    "Reaction",
    "Reply",
    "Revision",
]
