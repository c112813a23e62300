"""What was read in an item and what rules did to it, beside its words; corrected with one press."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feedback import actions
from feedback.admin.pages import for_triage, queue_of, to_desk
from feedback.explaining import conditions_in_words, effects_in_words, telling
from feedback.models import Mood, ReadingDecision
from feedback.permissions import get_triage_feedback_or_404

What = ReadingDecision.What
ICONS = {Mood.NEGATIVE: "frown", Mood.NEUTRAL: "level", Mood.POSITIVE: "smile"}


def read_of(feedback):
    """What the desk shows of the reading: moods to choose from, who decided, hits in words, and which words of the
    text caused something. `feedback` comes with its reading."""
    reading = getattr(feedback, "reading", None)
    decisions = ReadingDecision.objects.filter(feedback=feedback).select_related("decided_by").order_by("pk")
    latest = {(decision.what, decision.hit_id): decision for decision in decisions}
    hits = list(feedback.routing_hits.order_by("pk"))
    for hit in hits:
        verdict = latest.get((What.ROUTING, hit.pk))
        hit.is_wrong = verdict is not None and verdict.chosen == ReadingDecision.NO
        hit.judge = verdict.decided_by if hit.is_wrong else None
        hit.why, hit.done = conditions_in_words(hit.conditions), effects_in_words(hit.effects)
    return {
        "reading": reading,
        "mood_words": telling(reading.words)[:4] if reading and reading.mood == feedback.mood else [],
        "moods": [(mood.value, mood.label, ICONS[mood]) for mood in Mood],
        "mood_decision": latest.get((What.MOOD, None)),
        "alarm_decision": latest.get((What.ALARM, None)),
        "hits": hits,
        "causes": causes_of_marks(feedback, reading, hits),
    }


def causes_of_marks(feedback, reading, hits):
    """[(words, class of the mark)] of what counts on the item, the loudest first."""
    causes = []
    if reading and feedback.is_alarming:
        causes += [(alarm["words"], "alarm") for alarm in reading.alarms]
    if reading and feedback.mood == reading.mood:
        causes.append((telling(reading.words), reading.mood))
    said = [match.get("words", ()) for hit in hits for match in hit.conditions if match["what"] == "words"]
    return causes + [(words, "rule") for words in said]


@for_triage
@require_POST
def desk_mood(request, pk):
    """Say what the mood is; the machine's own confirms it."""
    feedback = get_triage_feedback_or_404(request.user, pk)
    try:
        is_news = actions.decide_mood(feedback, request.POST.get("mood", ""), actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        said = _("#%(n)s: noted as %(mood)s.") if is_news else _("#%(n)s: it was noted as %(mood)s already.")
        messages.success(request, said % {"n": pk, "mood": Mood(feedback.mood).label})
    return to_desk(pk, queue_of(request))


@for_triage
@require_POST
def desk_alarm(request, pk):
    """Say whether it is alarming."""
    feedback, want = get_triage_feedback_or_404(request.user, pk), request.POST.get("want")
    if want in (ReadingDecision.YES, ReadingDecision.NO):
        actions.decide_alarm(feedback, want == ReadingDecision.YES, actor=request.user)
        said = _("#%(n)s is alarming.") if want == ReadingDecision.YES else _("#%(n)s is not alarming.")
        messages.success(request, said % {"n": pk})
    return to_desk(pk, queue_of(request))


@for_triage
@require_POST
def desk_verdict(request, pk, hit):
    """Say that a rule was wrong to hit this item, or take that back."""
    feedback, want = get_triage_feedback_or_404(request.user, pk), request.POST.get("want")
    hit = get_object_or_404(feedback.routing_hits, pk=hit)
    if want in ("right", "wrong"):
        actions.judge_hit(hit, want == "right", actor=request.user)
        said = _("Noted: “%(rule)s” was wrong here.") if want == "wrong" else _("Noted: “%(rule)s” was right here.")
        messages.success(request, said % {"rule": hit.rule_name})
    return to_desk(pk, queue_of(request))
