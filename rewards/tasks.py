"""Entry points for the workers."""

import time
from datetime import timedelta

from django.utils import timezone
from django_q.tasks import async_task

from community.posts.models import Post, Reply
from rewards import actions
from rewards.answers import settle_answer as settle
from rewards.models import Entry, LedgerProof
from rewards.proving import begin_proof, go_on, tell_of_proof

BATCH = 500
# A worker is killed after 60 seconds.
SECONDS = 30
NIGHT, WEEK = timedelta(hours=20), timedelta(days=7)


def settle_answer(pk):
    """Pay for the reply with this key while it is an accepted answer, and take it back when it is not."""
    if reply := Reply.objects.select_related("post", "author").filter(pk=pk).first():
        settle(reply)


def sweep_answers(after=0):
    """Every hour: accepted answers that nobody paid for, a batch a job, and those paid within a week that are accepted
    no longer."""
    if not after:
        lately = Entry.objects.filter(created_at__gt=timezone.now() - WEEK, reason="answer_accepted", step=1)
        paid = {int(subject.partition(":")[2]) for subject in lately.values_list("subject", flat=True)}
        standing = Post.objects.filter(accepted_reply__in=paid).values_list("accepted_reply", flat=True)
        for pk in paid.difference(standing):
            settle_answer(pk)
    accepted = Post.objects.filter(accepted_reply__gt=after).order_by("accepted_reply")
    pks = list(accepted.values_list("accepted_reply", flat=True)[:BATCH])
    keys = {f"reply:{pk}:accepted": pk for pk in pks}
    paid = set(Entry.objects.filter(key__in=keys).values_list("key", flat=True))
    for key in keys.keys() - paid:
        settle_answer(keys[key])
    if len(pks) == BATCH:
        async_task("rewards.tasks.sweep_answers", pks[-1])


def expire_points(after=0):
    """Every hour: points whose time is over; what is written off once is not written off again. A batch a job."""
    if last := actions.expire_due(after=after):
        async_task("rewards.tasks.expire_points", last)


def prove_nightly():
    """Every hour, and begun once a night, from three o'clock on (community time): prove the ledger. What a lost job
    left is gone on with, and leads are told of what is wrong; of each proof once."""
    now = timezone.localtime()
    lately = LedgerProof.objects.filter(created_at__gt=now - NIGHT)
    for proof in lately.filter(finished_at__isnull=False, wrong_count__gt=0):
        tell_of_proof(proof)
    if running := lately.filter(finished_at=None).first():
        async_task("rewards.tasks.prove_on", running.pk)
    elif now.hour >= 3 and not lately.exists():
        async_task("rewards.tasks.prove_on", begin_proof().pk)


def prove_on(pk):
    """Go on with a proof for as long as a worker may take; another job does the rest."""
    proof = LedgerProof.objects.filter(pk=pk, finished_at=None).first()
    deadline = time.monotonic() + SECONDS
    while proof and not proof.finished_at:
        go_on(proof)
        if proof.finished_at:
            tell_of_proof(proof)
        elif time.monotonic() > deadline:
            async_task("rewards.tasks.prove_on", pk)
            return
