"""Almost the same words, paid more than once: of one author, or of several accounts that were only just made.

Honest duplicates are normal, and merged ones are paid as such: different people of long standing who say the same are
never reported.
"""

from collections import defaultdict
from itertools import combinations

from community.search import RUN, Rarity, letters_of, likeness, tokenize
from community.text import fold
from feedback.alike import words_of
from feedback.fairness.links import links_to, subjects_of
from feedback.models import Feedback
from rewards.fairness.findings import Finding, days_ago
from rewards.fairness.models import Concerned, Suspicion
from rewards.models import Entry

# How far back, and how alike two texts are that count as almost the same (0 to 1; see community.search.likeness).
DAYS = 14
ALIKE = 0.8
# So many such texts of one author, or by so many accounts younger than so many days.
OWN, ACCOUNTS, YOUNG_DAYS = 3, 3, 30
# Texts with fewer letters and digits ("不错", "+1") are alike by nature.
LETTERS = 12
# So many paid items are read, the newest; so many of one author are compared with each other, and of all young ones.
ITEMS, OF_ONE, OF_YOUNG = 5000, 60, 400


def find_near_identical():
    """Groups of paid items that say almost the same."""
    authors, young = defaultdict(list), []
    since = days_ago(YOUNG_DAYS)
    for item in paid_items():
        authors[item.author_id].append(item)
        if item.author.joined_at > since:
            young.append(item)
    rarity = Rarity.current()
    found = []
    for items in authors.values():
        found += [finding_of(group, score) for group, score in groups_of(items[:OF_ONE], rarity) if len(group) >= OWN]
    for group, score in groups_of(young[:OF_YOUNG], rarity):
        if len({item.author_id for item in group}) >= ACCOUNTS:
            found.append(finding_of(group, score))
    return found


def paid_items():
    """The items of members for which something was paid of late, the newest first."""
    awards = Entry.objects.filter(kind=Entry.Kind.AWARD, reverses=None, created_at__gt=days_ago(DAYS))
    subjects = awards.filter(subject__startswith="feedback:").order_by("-created_at", "-pk")
    numbers = (subject.partition(":")[2] for subject in subjects.values_list("subject", flat=True)[:ITEMS])
    pks = {int(number) for number in numbers if number.isdecimal()}
    # Paid of late and said of late: an old item that is put right today is nothing new.
    items = Feedback.objects.kept().filter(author__isnull=False, created_at__gt=days_ago(DAYS))
    items = items.select_related("author").only("title", "text", "author__joined_at").order_by("-pk")
    # In parts: a statement takes only so many keys.
    pks = sorted(pks, reverse=True)
    return [item for n in range(0, len(pks), 500) for item in items.filter(pk__in=pks[n : n + 500])]


def groups_of(items, rarity):
    """[(items, lowest score in hundredths)] of those that say almost the same, directly or by one between them."""
    read = [(item, tokens) for item in items if (tokens := tokens_of(item, rarity))]
    group = {item.pk: {item.pk} for item, _tokens in read}
    scores = []
    for (one, weights), (two, others) in combinations(read, 2):
        # Where one is much longer they cannot be alike enough.
        if 2 * min(len(weights), len(others)) < max(len(weights), len(others)):
            continue
        score = likeness(weights, " ".join(others), rarity)
        if score >= ALIKE:
            scores.append((one.pk, score))
            if group[one.pk] is not group[two.pk]:
                joined = group[one.pk] | group[two.pk]
                for pk in joined:
                    group[pk] = joined
    by_key, groups = {item.pk: item for item, _tokens in read}, {id(keys): keys for keys in group.values()}
    for keys in groups.values():
        if len(keys) > 1:
            yield [by_key[pk] for pk in sorted(keys)], int(100 * min(score for pk, score in scores if pk in keys))


def tokens_of(item, rarity):
    """{token: weight} of what an item says; nothing for one that says too little."""
    words = words_of(item)
    if sum(len(han or word) for han, word in RUN.findall(fold(words))) < LETTERS:
        return {}
    tokens = tokenize(words)
    return {token: rarity.weigh(token) for token in [*tokens, *letters_of(" ".join(tokens))]}


def finding_of(group, score):
    pks = [item.pk for item in group]
    authors = sorted({item.author_id for item in group})
    is_group = len(authors) > 1
    return Finding(
        kind=Suspicion.Kind.NEAR_IDENTICAL,
        fingerprint=f"near_identical:{'young' if is_group else authors[0]}:{pks[0]}",
        members=dict.fromkeys(authors, Concerned.Role.AUTHOR),
        evidence={
            "texts": len(pks),
            "authors": len(authors),
            "is_group": is_group,
            "score": score,
            "days": DAYS,
            "links": links_to(pks),
        },
        weight=len(pks),
        subjects=subjects_of(pks),
    )
