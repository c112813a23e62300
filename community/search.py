"""One search for all texts: Chinese by overlapping pairs of characters, other scripts by words.

Texts are written to SearchDoc as tokens; SQLite (FTS5) or PostgreSQL (tsvector, GIN) index them in the same
statement (migration 0002), so what is committed is found and what is rolled back is not. Queries are cut by the same
`tokenize`, which leaves letters and digits only: operators of the query languages cannot get through.
"""

import re
import time
from collections import Counter
from math import log, sqrt

from django.db import connection
from django.db.models.expressions import RawSQL

from community import search_index
from community.models import SearchDoc
from community.text import fold

# Scripts written without blanks: Han, kana, bopomofo, hangul.
PAIRED = (
    "\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
)
LETTER = re.compile(f"[{PAIRED}]")
RUN = re.compile(f"([{PAIRED}]+)|([^\\W_{PAIRED}]+)")
WORD_MAX = 40
TEXT_MAX = 20_000
QUERY_MAX = 200
QUERY_TOKENS_MAX = 24

# Look-alikes: tokens read from a text, how many pairs and words, and how many single characters, are followed (the
# rarest first), how far each, how many candidates are compared, how much rare tokens weigh more than common ones, and
# the score from which texts count as alike. Chosen with measure_duplicates on half of its pairs.
SIMILAR_TOKENS = 60
FOLLOWED_PAIRS, FOLLOWED_LETTERS = 12, 6
FOLLOW_CAP = 400
SIMILAR_CANDIDATES = 60
RARITY = 1.5
ALIKE = 0.35


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


def numbers(text):
    """The whole numbers of a JSON list, for `pk__in`: one value of a statement, where hundreds cost more to be put into
    it than the search itself."""
    return RawSQL(search_index.current().NUMBERS, [text])


def find_similar(kind, text, *, limit=5, public_only=True, floor=ALIKE):
    """[(object_id, score)] of objects that say much the same as `text`, best first, scores from `floor` to 1.

    The rarest tokens of `text` name candidates, which are then compared whole, by pairs of characters, words and
    single characters. The text's own object is among the results where it is indexed: the caller leaves it out.
    """
    pairs = tokenize(text)[:SIMILAR_TOKENS]
    tokens = dict.fromkeys([*pairs, *letters_of(" ".join(pairs))])
    if not tokens:
        return []
    rarity = Rarity.current()
    weights = {token: rarity.weigh(token) for token in tokens}
    found = Counter()
    for token, pks in search_index.current().follow(rarest(weights), FOLLOW_CAP):
        for pk in pks:
            found[pk] += weights[token]
    best = [pk for pk, _ in found.most_common(SIMILAR_CANDIDATES)]
    # Kind and visibility are compared here: asked for them, SQLite would walk through all documents of the kind.
    scored = [
        (object_id, round(likeness(weights, other, rarity), 3))
        for object_id, other, other_kind, is_public in SearchDoc.objects.filter(pk__in=best).values_list(
            "object_id", "tokens", "kind", "is_public"
        )
        if other_kind == kind and (is_public or not public_only)
    ]
    return sorted((pair for pair in scored if pair[1] >= floor), key=lambda pair: (-pair[1], -pair[0]))[:limit]


def letters_of(tokens):
    """The distinct single characters of the paired scripts in a text or a document's tokens."""
    return set(LETTER.findall(tokens))


def rarest(weights):
    """The tokens to follow: the rarest pairs and words, and the rarest single characters."""
    ranked = sorted(weights, key=weights.get, reverse=True)
    letters = [token for token in ranked if LETTER.fullmatch(token)][:FOLLOWED_LETTERS]
    return [token for token in ranked if not LETTER.fullmatch(token)][:FOLLOWED_PAIRS] + letters


def likeness(weights, other, rarity):
    """Geometric mean of how much of one text is in the other and the other way round, both by weight."""
    other = set(other.split()) | letters_of(other)
    common = sum(weights[token] for token in other & weights.keys())
    if not common:
        return 0.0
    known, unseen = rarity.weights, rarity.unseen
    return common / sqrt(sum(weights.values()) * sum([known.get(token, unseen) for token in other]))


class Rarity:
    """How rare tokens are, learnt from documents spread over all of them and kept for ten minutes in each process.
    Only weights: stale, it ranks a little worse and never shows anything wrong."""

    SAMPLE = 2000
    KEEP_SECONDS = 600
    # Below this it is read anew each time: little work, and every document counts.
    FEW = 200
    # Per database.
    kept = {}

    def __init__(self, size):
        self.size, self.until = size, time.monotonic() + self.KEEP_SECONDS
        spread = range(size, 0, -max(size // self.SAMPLE, 1))
        documents = SearchDoc.objects.filter(pk__in=list(spread)).values_list("tokens", flat=True)
        seen, number = Counter(), 0
        for tokens in documents:
            seen.update(set(tokens.split()) | letters_of(tokens))
            number += 1
        self.unseen = log(1 + 2 * max(number, 1)) ** RARITY
        self.weights = {token: log(1 + number / (count + 0.5)) ** RARITY for token, count in seen.items()}

    def weigh(self, token):
        return self.weights.get(token, self.unseen)

    @classmethod
    def current(cls):
        size = SearchDoc.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        name = connection.settings_dict["NAME"]
        kept = cls.kept.get(name)
        if not kept or size < cls.FEW or size > 1.2 * kept.size or size < kept.size or time.monotonic() > kept.until:
            kept = cls.kept[name] = cls(size)
        return kept


def same_words(text, other):
    """Whether two texts are the same but for case, width, blanks and punctuation; of nothing but those they are not."""
    one, two = (RUN.findall(fold(words)) for words in (text, other))
    return bool(one) and one == two


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
