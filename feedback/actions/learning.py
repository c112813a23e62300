"""Learning moods and alarms from what people decided; by a job, for it takes seconds.

The machine is asked on every text as it was shipped, so that what is learnt is always the difference to that.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from feedback.actions.second import DECIDING
from feedback.analysis import analyse, softmax
from feedback.analysis.features import numbers_of
from feedback.categories import text_of
from feedback.corrections import LABELS
from feedback.models import Feedback, LearntReading, ProgressEntry, ReadingDecision, SecondLook

What = ReadingDecision.What
# So many of the latest decisions are learnt from, and so many of the latest items that a person worked on and left as
# they were read. Without those the machine would hear of its mistakes alone, and unlearn what it has right.
LATEST = 1500
# What was left as it was read counts as half a decision: somebody saw it and did not object.
LEFT_WEIGHT = 0.5
# Without new decisions it is learnt anew this often, for items are worked on and words taken back.
STALE = timedelta(days=1)
LANGUAGES = ("zh-hans", "en")


def decided_labels(what):
    """{item: label} as people last decided, the latest LATEST; a second look counts where nobody decided else."""
    labels = {}
    if what == What.MOOD:
        looks = SecondLook.objects.decided().order_by("-pk").values_list("feedback", "mood")
        labels = {pk: mood for pk, mood in reversed(looks[:LATEST]) if mood}
    decisions = ReadingDecision.objects.filter(what=what).order_by("-pk").values_list("feedback", "chosen")
    return labels | dict(reversed(decisions[:LATEST]))


def examples_of(what, language):
    """(Examples to learn from, the latest decided items first; how many of them people decided)."""
    names, labels = LABELS[what], decided_labels(what)
    # Words that were taken back teach nothing, and neither do those that no machine has read.
    items = Feedback.objects.kept().exclude(mood="").only("title", "text", "mood", "is_alarming").order_by("-pk")
    worked_on = ProgressEntry.objects.filter(feedback=OuterRef("pk"), kind__in=DECIDING, actor__is_staff=True)
    left = items.filter(Exists(worked_on)).exclude(pk__in=labels)[:LATEST]
    examples, decided = [], 0
    for item in [*items.filter(pk__in=labels), *left]:
        text = text_of(item)
        analysis = analyse(text)
        if analysis.language != language:
            continue
        if what == What.MOOD:
            before, counts = names.index(analysis.sentiment), names.index(item.mood)
        else:
            before, counts = int(analysis.is_alarming), int(item.is_alarming)
        if item.pk in labels:
            decided += 1
            examples.append(softmax.Example(numbers_of(text), before, names.index(labels[item.pk])))
        elif counts == before:
            # Had learning changed it, it would bear itself out here.
            examples.append(softmax.Example(numbers_of(text), before, before, LEFT_WEIGHT))
    return examples, decided


def learn_reading(what, language):
    """Learn anew what people's decisions teach about one thing in one language, and put it to use if, on decisions that
    it was not shown, it mends more than it breaks. Returns the LearntReading. May run twice or at once."""
    examples, decided = examples_of(what, language)
    values = {"decisions": decided, "left": len(examples) - decided, "learnt_at": timezone.now()}
    values |= {"right_before": None, "right_after": None, "is_used": False, "weights": b""}
    if decided >= LearntReading.ENOUGH:
        labels = len(LABELS[what])
        checked = softmax.check(examples, labels)
        before, after = checked.shares
        values |= {"right_before": before, "right_after": after}
        if checked.is_better:
            values |= {"is_used": True, "weights": softmax.fit(examples, labels).to_bytes()}
    with transaction.atomic():
        LearntReading.objects.get_or_create(what=what, language=language)
        LearntReading.objects.filter(what=what, language=language).update(version=F("version") + 1, **values)
    return LearntReading.objects.get(what=what, language=language)


def lessons_due(now=None):
    """[(what, language)] about which people decided something since it was last learnt, or that is a day old."""
    now = now or timezone.now()
    learnt = {(row.what, row.language): row.learnt_at for row in LearntReading.objects.defer("weights")}
    due = []
    for what in LABELS:
        latest = ReadingDecision.objects.filter(what=what).order_by("-pk").values_list("decided_at", flat=True).first()
        looked = SecondLook.objects.decided().order_by("-decided_at").values_list("decided_at", flat=True).first()
        moments = [latest] if what == What.ALARM else [latest, looked]
        news = max(filter(None, moments), default=None)
        for language in LANGUAGES:
            last = learnt.get((what, language))
            if news and (last is None or last <= news or last < now - STALE):
                due.append((what, language))
    return due
