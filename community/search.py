"""One search for all texts: Chinese by overlapping pairs of characters, other scripts by words.

Texts are written to SearchDoc as tokens; SQLite (FTS5) or PostgreSQL (tsvector, GIN) index them in the same
statement (migration 0002), so what is committed is found and what is rolled back is not. Queries are cut by the same
`tokenize`, which leaves letters and digits only: operators of the query languages cannot get through.
"""

import re
import unicodedata
from collections import Counter
from math import log, sqrt

from community import search_index
from community.models import SearchDoc

# Scripts written without blanks: Han, kana, bopomofo, hangul.
PAIRED = (
    "\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
)
RUN = re.compile(f"([{PAIRED}]+)|([^\\W_{PAIRED}]+)")
WORD_MAX = 40
TEXT_MAX = 20_000
QUERY_MAX = 200
QUERY_TOKENS_MAX = 24

# Look-alikes: tokens read from a text, the rarest of them that are followed, how far a token is counted and followed,
# how many candidates are compared, and the score from which they count as alike. Chosen on 100,000 real reviews and
# 300 pairs of paraphrased questions: 55 % of the pairs found among the first five, 94 % of halved texts.
SIMILAR_TOKENS = 40
SIMILAR_RAREST = 10
COUNT_CAP = 200
FOLLOW_CAP = 400
SIMILAR_CANDIDATES = 50
ALIKE = 0.4


def tokenize(text):
    """The distinct tokens of `text` in order: pairs of neighbouring characters for scripts without blanks (a lone
    character stays alone), words elsewhere; NFKC and case-folded, words cut at 40 characters."""
    return list(dict.fromkeys(token for _, tokens in token_runs(text) for token in tokens))


def token_runs(text):
    """(is_paired, tokens) for every run of letters of one sort."""
    for paired, word in RUN.findall(fold(text[:TEXT_MAX])):
        if word:
            yield False, [word[:WORD_MAX]]
        else:
            yield True, [paired[i : i + 2] for i in range(len(paired) - 1)] or [paired]


def fold(text):
    return unicodedata.normalize("NFKC", text).casefold()


# --- writing ----------------------------------------------------------------------------------------


def index_text(kind, object_id, text, *, is_public):
    """Make one object findable by `text`, and no longer by an older one; in the caller's transaction."""
    index_texts(kind, [(object_id, text, is_public)])


def index_texts(kind, rows):
    """`index_text` for many (object_id, text, is_public) at once, oldest first."""
    SearchDoc.objects.bulk_create(
        [
            SearchDoc(kind=kind, object_id=object_id, tokens=indexed_tokens(text), is_public=is_public)
            for object_id, text, is_public in rows
        ],
        batch_size=200,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["tokens", "is_public"],
    )


def indexed_tokens(text):
    """What is stored: `tokenize` and the last character of every paired run, so that a single character, which is
    looked up as the beginning of a token, is found wherever it stands."""
    tokens = {}
    for is_paired, run in token_runs(text):
        tokens.update(dict.fromkeys(run))
        if is_paired:
            tokens[run[-1][-1]] = None
    return " ".join(tokens)


def remove_text(kind, object_id):
    SearchDoc.objects.filter(kind=kind, object_id=object_id).delete()


# --- finding ----------------------------------------------------------------------------------------


def find_ids(kind, query, *, limit=500, public_only=True):
    """Numbers of the objects of `kind` that hold every token of `query`, the latest indexed first.

    A query without a letter or digit finds nothing. One statement, whose cost hardly grows with the index.
    """
    tokens = tokenize(query[:QUERY_MAX])[:QUERY_TOKENS_MAX]
    if not tokens:
        return []
    return [row[0] for row in search_index.current().find(tokens, [kind, public_only], limit)]


def find_similar(kind, text, *, limit=5, public_only=True):
    """[(object_id, score)] of objects that say much the same as `text`, best first, scores from 0.4 to 1.

    The rarest tokens of `text` name candidates, which are then compared whole. The text's own object is among the
    results where it is indexed: the caller leaves it out.
    """
    tokens = tokenize(text)[:SIMILAR_TOKENS]
    index = search_index.current()
    counts = index.count(tokens, COUNT_CAP) if tokens else {}
    rarest = sorted((token for token in tokens if counts[token]), key=counts.get)[:SIMILAR_RAREST]
    if not rarest:
        return []
    size = SearchDoc.objects.order_by("-pk").values_list("pk", flat=True).first()
    weights = {token: log(1 + size / (1 + counts[token])) for token in tokens}
    shared = Counter()
    for token, pks in index.follow(rarest, FOLLOW_CAP):
        for pk in pks:
            shared[pk] += weights[token]
    best = [pk for pk, _ in shared.most_common(SIMILAR_CANDIDATES)]
    # Kind and visibility are compared here: asked for them, SQLite would walk through all documents of the kind.
    scored = [
        (object_id, round(likeness(weights, other, size), 3))
        for object_id, other, other_kind, is_public in SearchDoc.objects.filter(pk__in=best).values_list(
            "object_id", "tokens", "kind", "is_public"
        )
        if other_kind == kind and (is_public or not public_only)
    ]
    return sorted((pair for pair in scored if pair[1] >= ALIKE), key=lambda pair: (-pair[1], -pair[0]))[:limit]


def likeness(weights, other, size):
    """Geometric mean of how much of one text is in the other and the other way round, both by weight."""
    other = set(other.split())
    shared = other & weights.keys()
    common = sum(weights[token] for token in shared)
    # What else the other says is not looked up: each such pair or word counts as a middling one.
    rest = 0.3 * log(1 + size) * sum(len(token) > 1 for token in other - shared)
    return sqrt(common / sum(weights.values()) * common / (common + rest)) if common else 0.0


def matched_words(text, other):
    """Pieces of `other`, as written there, that also stand in `text`: words, and runs of paired characters as long
    as both have them; in order, each once. For highlighting what two texts share."""
    wanted = set(tokenize(text))
    # Letter by letter, so that places in the folded text are places in the text itself.
    folded = "".join(one if len(one := fold(letter)) == 1 else letter for letter in other[:TEXT_MAX])
    pieces = {}
    for run in RUN.finditer(folded):
        if run.group(2):
            if run.group()[:WORD_MAX] in wanted:
                pieces[other[run.start() : run.end()]] = None
            continue
        start = None
        for place in range(run.start(), run.end()):
            goes_on = place + 1 < run.end() and folded[place : place + 2] in wanted
            if goes_on and start is None:
                start = place
            elif not goes_on and start is not None:
                pieces[other[start : place + 1]] = None
                start = None
        if len(run.group()) == 1 and run.group() in wanted:
            pieces[other[run.start() : run.end()]] = None
    return list(pieces)
