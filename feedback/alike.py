"""Look-alikes of a text or an item, seen through merges: of what was merged the canonical item stands here."""

from community.search import find_similar, same_words
from feedback.models import DuplicatePair, Feedback, Status

# The words of an item that are compared: the title, and as much of the text as says what it is about.
COMPARED = 300
# From which score on two items are proposed as the same, and how many for one item; see bench/duplicates.py.
TWIN_SCORE, TWINS = 0.5, 3


def words_of(feedback):
    return f"{feedback.title}\n{feedback.text[:COMPARED]}"


def look_alikes(text, *, limit, but=None, public_only=True):
    """{key: score} of up to `limit` items that say much the same as `text`, best first; `but` (a key) left out."""
    # The item itself and a few that were merged into one may take places.
    found = find_similar("feedback", text, limit=limit + 3, public_only=public_only)
    canonical = {}
    if found:
        merged = Feedback.objects.filter(pk__in=[pk for pk, _score in found], merged_into__isnull=False)
        canonical = dict(merged.values_list("pk", "merged_into"))
    scores = {}
    for pk, score in found:
        scores.setdefault(canonical.get(pk, pk), score)
    scores.pop(but, None)
    return dict(list(scores.items())[:limit])


def find_twins(feedback):
    """[(key, score, method)] of the items that may be the same as this one, best first."""
    if not (feedback.is_open and feedback.is_public):
        return []
    scores = look_alikes(words_of(feedback), limit=TWINS, but=feedback.pk)
    likely = {pk: score for pk, score in scores.items() if score >= TWIN_SCORE}
    others = Feedback.objects.public().exclude(status=Status.CLOSED).filter(pk__in=likely)
    twins = []
    for other in others.only("title", "text"):
        equal = same_words(other.text, feedback.text)
        method = DuplicatePair.Method.EQUAL if equal else DuplicatePair.Method.SIMILAR
        twins.append((other.pk, 1.0 if equal else likely[other.pk], method))
    return sorted(twins, key=lambda twin: (-twin[1], twin[0]))
