"""How many people want to hear an answer: one for each, however many of the questions merged into it they asked or
voted for. Whoever calls holds the session."""

from django.db.models import Q

from events.live.models import Question, QuestionVote


def recount(pk):
    """Count the people of a question and of what was merged into it anew."""
    question = Question.objects.get(pk=pk)
    Question.objects.filter(pk=pk).update(vote_count=count_people(question))


def count_people(question):
    """Distinct people besides its own author: who voted for it or for what was merged into it, and who asked that;
    each without a name counts as one."""
    merged = merged_into(question)
    voters = QuestionVote.objects.filter(Q(question=question) | Q(question__in=merged)).order_by()
    authors = merged.exclude(author=None)
    if question.author_id:
        voters, authors = voters.exclude(member=question.author_id), authors.exclude(author=question.author_id)
    people = voters.values_list("member_id").union(authors.values_list("author_id"))
    return people.count() + merged.filter(author=None).count()


def merged_into(question):
    return Question.objects.filter(merged_into=question, hidden_at=None).order_by()


def voices_of(member, event):
    """{key: 'mine' or 'pressed'} of the questions of a session that a member asked or wants answered, also by what was
    merged into them. Two queries."""
    asked = Question.objects.filter(event=event, author=member).values_list("pk", "merged_into")
    voted = QuestionVote.objects.filter(member=member, question__event=event)
    voices = {}
    for pk, into in voted.values_list("question", "question__merged_into"):
        voices[into or pk] = "pressed"
    for pk, into in asked:
        voices[into or pk] = "mine"
    return voices


def voice_of(member, question):
    """'mine', 'pressed' or '', of one question."""
    family = Question.objects.filter(Q(pk=question.pk) | Q(merged_into=question))
    if family.filter(author=member).exists():
        return "mine"
    return "pressed" if QuestionVote.objects.filter(member=member, question__in=family).exists() else ""
