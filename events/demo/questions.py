"""What was asked in the sessions of a demo, how many wanted to hear it, and what was answered."""

from datetime import timedelta

from community.models import Activity
from community.posts.models import Poll
from events.demo.seats import day_of
from events.demo.stage import rendered
from events.live.models import Question, QuestionVote, SessionPoll
from events.models import Event
from feedback.demo.shapes import Asked as Ballots
from feedback.demo.talk import write_poll

State = Question.State


def write_questions(stage, held):
    """The questions of all sessions, those that stand for others first; their number on the (unsaved) event of each."""
    made = []
    for one in held:
        if one.event.state != Event.State.DRAFT and one.words.asked:
            ask(stage, one)
            made += one.questions
    Question.objects.bulk_create(question for question in made if question.merged_into is None)
    Question.objects.bulk_create(with_key(question) for question in made if question.merged_into)
    QuestionVote.objects.bulk_create(
        QuestionVote(question=question, member_id=pk) for question in made for pk in sorted(question.voters)
    )
    Activity.objects.bulk_create(
        Activity(
            member_id=question.author_id,
            kind="session_question",
            group_id=question.event.group_id,
            day=day_of(question.created_at),
        )
        for question in made
        if question.author_id
    )
    for one in held:
        if one.words.poll and one.event.is_over:
            write_session_poll(stage, one)


def ask(stage, one):
    for asked in one.words.asked:
        one.questions.append(question_of(stage, one, asked))
    pool = sorted({*stage.could_come(one.event), *(row.member_id for row in one.registrations)})
    for asked, question in zip(one.words.asked, one.questions, strict=True):
        others = [pk for pk in pool if pk != question.author_id]
        question.voters = set(stage.rng.sample(others, min(asked.votes, len(others) // 2)))
        question.vote_count = len(question.voters)
        if asked.into is not None:
            question.merged_into = one.questions[asked.into]
    count_merged(one.questions)
    one.event.question_count = sum(question.merged_into is None for question in one.questions)


def question_of(stage, one, asked):
    event, rng = one.event, stage.rng
    before = rng.random() < 0.6 or not event.is_over
    asked_at = (
        stage.between(event.published_at, min(event.starts_at, stage.now))
        if before
        else stage.between(event.begun_at, event.ends_at - timedelta(minutes=20))
    )
    # Whoever asks had joined.
    author_id = author_of(stage, one, asked.by)
    if author_id:
        asked_at = max(asked_at, stage.joined[author_id])
    question = Question(
        event=event,
        author_id=author_id,
        is_nameless=author_id is None,
        text=asked.text,
        state=asked.state,
        created_at=asked_at,
    )
    if asked.state == State.ANSWERED:
        question.answered_at = stage.between(max(asked_at, event.begun_at), event.ends_at)
        question.answered_by_id = rng.choice(sorted(one.hosts - {None}))
        question.answer, question.answer_rendered = asked.answer, rendered(asked.answer, top=4)
    question.feedback = became(stage, event, asked)
    return question


def author_of(stage, one, by):
    """Who asks; of the guests somebody who asked nothing yet, one without a name where there is none."""
    if by != "*":
        return stage.id_of(by)
    known = set(stage.cast.by_name.values()) | {question.author_id for question in one.questions}
    guests = [row.member_id for row in one.came or one.registrations if row.member_id not in known]
    return stage.rng.choice(guests) if guests else None


def became(stage, event, asked):
    """The feedback that a question was made into: said by the same member within a month after it."""
    item = stage.items.get(asked.became)
    is_it = item is not None and timedelta(0) <= item.created_at - event.starts_at <= timedelta(days=31)
    return item if is_it and item.author_id == stage.id_of(asked.by) else None


def count_merged(questions):
    """Whoever asks or wants the same is one of those who want the question that stands for it: once, and not whoever
    asked that."""
    for question in questions:
        if into := question.merged_into:
            people = (into.voters | question.voters | {question.author_id}) - {into.author_id, None}
            into.vote_count = len(people) + (question.author_id is None)


def with_key(question):
    """A merged question that carries the key which the other one has by now."""
    question.merged_into_id = question.merged_into.pk
    return question


def write_session_poll(stage, one):
    """A quick poll of a session that is over, with the ballots of those who came."""
    heading, options = one.words.poll
    voters = [row.member_id for row in one.came]
    poll = write_poll(
        Ballots(options=options, closes_in=-1, results="always"), stage.rng, stage.now, voters, question=heading
    )
    opened_at = one.event.begun_at + timedelta(minutes=55)
    Poll.objects.filter(pk=poll.pk).update(closes_at=None, closed_at=opened_at + timedelta(minutes=4))
    SessionPoll.objects.create(
        event=one.event, poll=poll, position=1, opened_at=opened_at, created_at=one.event.published_at
    )
