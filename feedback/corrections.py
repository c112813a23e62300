"""What people's decisions have taught about moods and alarms, put upon what the shipped machine reads."""

from dataclasses import replace

from feedback.analysis import MARKED, Alarm
from feedback.analysis.features import is_telling, numbered
from feedback.analysis.softmax import Weights
from feedback.analysis.text import clip, fold, pieces_of
from feedback.models import LearntReading, ReadingDecision

What = ReadingDecision.What
# The labels in the order in which they are learnt; for alarms "no" and "yes".
LABELS = {What.MOOD: ("negative", "neutral", "positive"), What.ALARM: (ReadingDecision.NO, ReadingDecision.YES)}
# An alarm of the rules falls silent only when people's decisions make it as unlikely as this.
QUIET = 0.25
LOUDEST, SHOWN = 6, 3

# {(what, language, learnt at): Weights}, for one process: reading the row's key is cheap, reading its weights is not.
_kept = {}


def current():
    """The Corrections in use now: one statement, and another for each of which the weights are not known yet."""
    in_use = LearntReading.objects.in_use().values_list("what", "language", "learnt_at", "version", "pk")
    found, known = {}, {}
    for what, language, learnt_at, version, pk in in_use:
        key = (what, language, learnt_at)
        if not (weights := _kept.get(key)):
            # Learnt anew since, or put out of use: then it is none or the newer one, and both are right.
            content = LearntReading.objects.in_use().filter(pk=pk).values_list("weights", flat=True).first()
            if not content:
                continue
            weights = Weights.from_bytes(bytes(content))
        known[key] = weights
        found[what, language] = (weights, version)
    _kept.clear()
    _kept.update(known)
    return Corrections(found)


class Corrections:
    """Weights with their version for each (what, language) that was learnt."""

    def __init__(self, learnt):
        self.learnt = learnt

    def apply(self, analysis, text):
        """The Analysis of a text as people's decisions change it; its method names the versions that were asked."""
        mood = self.learnt.get((What.MOOD, analysis.language))
        alarm = self.learnt.get((What.ALARM, analysis.language))
        if not (mood or alarm):
            return analysis
        clipped = clip(text)
        places, grams = numbered(fold(clipped))

        def telling(weights, label, other):
            """The pieces of the text that speak loudest for one label rather than another."""
            leaning = {gram: weights.leaning(number, label, other) for gram, number in grams.items()}
            loud = [gram for gram in leaning if leaning[gram] > 0 and is_telling(gram)]
            loud = sorted(loud, key=leaning.get, reverse=True)[:LOUDEST]
            return pieces_of(clipped, [(leaning[gram], *places[gram]) for gram in loud], SHOWN)

        numbers = sorted(set(grams.values()))
        if mood:
            analysis = correct_mood(analysis, numbers, telling, *mood)
        if alarm:
            analysis = correct_alarm(analysis, numbers, telling, *alarm)
        return analysis


def correct_mood(analysis, numbers, telling, weights, version):
    labels = LABELS[What.MOOD]
    before = labels.index(analysis.sentiment)
    shares = weights.judge(numbers, before)
    found = shares.index(max(shares))
    analysis = replace(analysis, method=f"{analysis.method}+m{version}")
    if found == before:
        return analysis
    score = round(shares[2] - shares[0], 3)
    return replace(analysis, sentiment=labels[found], score=score, words=telling(weights, found, before))


def correct_alarm(analysis, numbers, telling, weights, version):
    likely = weights.judge(numbers, int(analysis.is_alarming))[1]
    analysis = replace(analysis, method=f"{analysis.method}+a{version}")
    if analysis.is_alarming and likely < QUIET:
        return replace(analysis, alarms=(), quieted=analysis.alarms)
    if not analysis.is_alarming and likely > 0.5:
        return replace(analysis, alarms=(Alarm(MARKED, telling(weights, 1, 0)),))
    return analysis
