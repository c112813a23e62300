from events.live.models.poll import SessionPoll
from events.live.models.question import TEXT_MAX, Question, QuestionVote, State

__all__ = ["TEXT_MAX", "Question", "QuestionVote", "SessionPoll", "State"]
