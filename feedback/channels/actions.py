"""Taking a file in, setting it up, running, stopping and ending its import."""

import logging
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from community.audit import record
from community.text import clean_text
from feedback.channels.columns import check_mapping, guess_mapping
from feedback.channels.importing import LEASE, ImportBarred, ImportLost, carry_out
from feedback.channels.models import ImportJob, import_storage
from feedback.channels.reading import Unreadable, open_table

# A worker is killed after 60 s; well before that the rest is handed to the next run.
SLICE_SECONDS = 20
# A started job whose task was lost is taken up again by the sweep after this time.
START_WITHIN = timedelta(seconds=30)
BACKOFF = timedelta(seconds=30)
KEEP_FILES = timedelta(days=7)

log = logging.getLogger(__name__)
State = ImportJob.State


def keep_upload(upload, *, channel, actor):
    """Keep an uploaded file privately under a name of our own and set up its import as far as it can be guessed.

    Raises Unreadable for a file that cannot be read or is too large; nothing is kept then.
    """
    storage = import_storage()
    stored = storage.save(f"{token_hex(16)}.table", upload)
    try:
        table = open_table(Path(storage.path(stored)))
        job = ImportJob(channel=channel, actor=actor, file=stored, name=shown_name(upload.name))
        job.columns, job.mapping = table.columns, guess_mapping(table.columns)
        job.total = table.count_records()
        job.save()
    except BaseException:
        storage.delete(stored)
        raise
    return job


def shown_name(name):
    """What a file is called on our pages; never a path, never used as one."""
    name = clean_text(name.encode("utf-8", "replace").decode().replace("\x00", ""), multiline=False)
    return Path(name).name[-200:] or "?"


def set_up_import(job, *, channel, mapping, encoding, day_first, create_categories):
    """Store the choices for an import that has not begun; the counts of an earlier check are forgotten.

    Raises ValidationError (`begun`, and those of `check_mapping`) and Unreadable (other characters, other columns).
    """
    if not job.is_settable:
        raise_begun()
    if encoding != job.encoding:
        job.encoding = encoding
        table = job.open_table()
        job.columns, job.total = table.columns, table.count_records()
        mapping = {field: column for field, column in mapping.items() if column in job.columns}
        mapping = guess_mapping(job.columns) | mapping
    job.mapping = check_mapping(mapping, job.columns)
    job.channel, job.day_first, job.create_categories = channel, day_first, create_categories
    job.changed_at = timezone.now()
    with transaction.atomic():
        claimed = ImportJob.objects.filter(pk=job.pk, state__in=ImportJob.SETTABLE).update(
            channel=channel,
            mapping=job.mapping,
            columns=job.columns,
            total=job.total,
            encoding=encoding,
            day_first=day_first,
            create_categories=create_categories,
            state=State.DRAFT,
            changed_at=job.changed_at,
            **EMPTY_COUNTS,
        )
        if not claimed:
            raise_begun()
        job.issues.all().delete()
    job.refresh_from_db()
    return job


EMPTY_COUNTS = {
    "done": 0,
    "added": 0,
    "known": 0,
    "differing": 0,
    "bad": 0,
    "unknown_categories": {},
    "made_categories": [],
    "failure": {},
}


def raise_begun():
    raise ValidationError(_("This import has already begun."), code="begun")


def start_import(job, *, actor, check=False):
    """Hand the job to a worker; with `check` every row is judged and nothing written. Once per job:
    ValidationError(`begun`) for one that runs or has ended."""
    check_mapping(job.mapping, job.columns)
    with transaction.atomic():
        now = timezone.now()
        claimed = ImportJob.objects.filter(pk=job.pk, state__in=ImportJob.SETTABLE).update(
            state=State.WAITING,
            is_check=check,
            attempts=0,
            lease_until=now + START_WITHIN,
            changed_at=now,
            **EMPTY_COUNTS,
        )
        if not claimed:
            raise_begun()
        job.issues.all().delete()
        if not check:
            record("feedback.import.started", job, actor=actor, changes={"rows": [None, job.total]})
        async_task("feedback.channels.tasks.run_import", job.pk)
    job.refresh_from_db()


def stop_import(job, *, actor):
    """Let the job end after the batch in hand; what was written stays. A check goes back to being set up, and a
    job not at work is left as it is."""
    state = State.DRAFT if job.is_check else State.STOPPED
    with transaction.atomic():
        stopped = ImportJob.objects.filter(pk=job.pk, state__in=ImportJob.AT_WORK, is_check=job.is_check).update(
            state=state, lease_key="", changed_at=timezone.now()
        )
        job.refresh_from_db()
        if stopped and not job.is_check:
            record("feedback.import.stopped", job, actor=actor, changes=summary(job))


def resume_import(job, *, actor):
    """Go on where a stopped or failed job ended, from now on in the name of whoever resumes it.
    ValidationError(`not_resumable`) when it runs or its file is gone."""
    with transaction.atomic():
        now, by = timezone.now(), {"actor": actor} if actor else {}
        claimed = (
            ImportJob.objects.filter(pk=job.pk, state__in=[State.STOPPED, State.FAILED])
            .exclude(file="")
            .update(state=State.WAITING, attempts=0, failure={}, lease_until=now + START_WITHIN, changed_at=now, **by)
        )
        if not claimed:
            raise ValidationError(_("This import cannot be taken up again."), code="not_resumable")
        record("feedback.import.started", job, actor=actor, changes={"from_row": [None, job.done]})
        async_task("feedback.channels.tasks.run_import", job.pk)
    job.refresh_from_db()


def drop_import(job, *, actor):
    """Forget an upload that has written nothing, with its file. ValidationError(`begun`) otherwise."""
    with transaction.atomic():
        found = ImportJob.objects.select_for_update(no_key=True).filter(pk=job.pk, state__in=ImportJob.SETTABLE).first()
        if found is None:
            raise_begun()
        found.delete()
    found.file.delete(save=False)


# --- what workers and the command line do ---------------------------------------------------------------


def begin_import(path, table, *, channel, mapping, day_first=False, create_categories=False, total):
    """A job for a file that is read where it lies, already held by the caller; see import_feedback."""
    with transaction.atomic():
        job = ImportJob.objects.create(
            channel=channel,
            name=shown_name(path.name),
            encoding=table.encoding if table.kind != "xlsx" else "",
            columns=table.columns,
            mapping=check_mapping(mapping, table.columns),
            day_first=day_first,
            create_categories=create_categories,
            total=total,
            state=State.RUNNING,
            attempts=1,
            lease_key=token_hex(16),
            lease_until=timezone.now() + LEASE,
        )
        record("feedback.import.started", job, actor=None, changes={"rows": [None, total]})
    return job


def work_on_import(pk):
    """One worker's turn at a job: claim it, work for a while, end it or hand it on.

    Does nothing for a job that another worker holds or that ended. After five attempts without a finished batch the
    job is failed and waits for a person.
    """
    job = claim_import(pk)
    if job is None:
        return
    if job.attempts > ImportJob.MAX_ATTEMPTS:
        fail_import(job, "crashed", {"attempts": ImportJob.MAX_ATTEMPTS, "detail": last_words(job)})
        return
    try:
        finished = carry_out(job, job.open_table(), seconds=None if job.is_check else SLICE_SECONDS)
    except ImportLost:
        log.info("Import %s was stopped or taken over", pk)
        return
    except ImportBarred:
        log.info("Import %s was stopped: whoever started it may import no longer", pk)
        stop_import(job, actor=None)
        return
    except Unreadable as error:
        fail_import(job, error.code, error.params)
        return
    except Exception as error:
        put_back_import(job, error)
        raise
    if finished:
        finish_import(job)
    else:
        hand_on_import(job)


def claim_import(pk):
    """The job, held by this worker and its attempt counted, or None. A check starts anew each time."""
    now, key = timezone.now(), token_hex(16)
    with transaction.atomic():
        claimed = (
            ImportJob.objects.to_claim()
            .filter(pk=pk)
            .update(
                state=State.RUNNING,
                attempts=F("attempts") + 1,
                lease_key=key,
                lease_until=now + LEASE,
                changed_at=now,
            )
        )
        if not claimed:
            return None
        job = ImportJob.objects.select_related("channel", "actor").get(pk=pk)
        if job.is_check and job.done:
            job.issues.all().delete()
            ImportJob.objects.filter(pk=pk).update(**EMPTY_COUNTS)
            job.refresh_from_db()
    return job


def held(job):
    return ImportJob.objects.filter(pk=job.pk, state=State.RUNNING, lease_key=job.lease_key)


def hand_on_import(job):
    """Let the queue serve others and come back to the rest of this job."""
    with transaction.atomic():
        if held(job).update(state=State.WAITING, lease_key="", lease_until=timezone.now() + START_WITHIN):
            async_task("feedback.channels.tasks.run_import", job.pk)


def put_back_import(job, error):
    """After an unexpected failure: wait longer each time; the sweep takes it up again."""
    words = f"{type(error).__name__}: {error}"[:200]
    held(job).update(
        state=State.WAITING,
        lease_key="",
        lease_until=timezone.now() + BACKOFF * 2**job.attempts,
        failure={"code": "crashed", "params": {"attempts": job.attempts, "detail": words}},
    )


def last_words(job):
    return job.failure.get("params", {}).get("detail") or _("the worker was lost")


def finish_import(job):
    """End the job: a check waits for the decision, an import is written down and its file deleted."""
    now = timezone.now()
    with transaction.atomic():
        if job.is_check:
            held(job).update(state=State.CHECKED, lease_key="", failure={}, changed_at=now)
            return
        file = job.file.name
        ended = held(job).update(
            state=State.FINISHED, lease_key="", failure={}, file="", finished_at=now, changed_at=now
        )
        if not ended:
            return
        job.refresh_from_db()
        record("feedback.import.finished", job, actor=job.actor, changes=summary(job))
        if file:
            transaction.on_commit(lambda: import_storage().delete(file))


def fail_import(job, code, params):
    """Park the job with the reason; what was written stays, and it can be taken up again."""
    params = {name: str(value) for name, value in (params or {}).items()}
    with transaction.atomic():
        failed = held(job).update(
            state=State.FAILED,
            lease_key="",
            failure={"code": code, "params": params},
            changed_at=timezone.now(),
        )
        job.refresh_from_db()
        if failed and not job.is_check:
            record("feedback.import.failed", job, actor=job.actor, changes=summary(job) | {"reason": [None, code]})


def leave_import(job):
    """The command was interrupted: the next run of the command does the rest."""
    held(job).update(state=State.STOPPED, lease_key="", changed_at=timezone.now())


def summary(job):
    names = ("added", "known", "differing", "bad")
    return {name: [None, getattr(job, name)] for name in names}


def take_up_lost_imports():
    """Enqueue jobs whose task was lost or whose worker died; end those of a command that died. May run twice."""
    now = timezone.now()
    for job in ImportJob.objects.lost()[:20]:
        lost = ImportJob.objects.filter(pk=job.pk, state=job.state, lease_until=job.lease_until)
        if not job.file:
            lost.update(state=State.STOPPED, lease_key="", changed_at=now)
            continue
        with transaction.atomic():
            # A worker that is only slow notices at its next batch that the job is no longer its own.
            again = now + START_WITHIN * 10
            if lost.update(state=State.WAITING, lease_key="", lease_until=again):
                async_task("feedback.channels.tasks.run_import", job.pk)


def forget_old_uploads():
    """Delete files nobody came back for within a week; set-ups that wrote nothing go with them. May run twice."""
    for job in ImportJob.objects.left_behind(timezone.now() - KEEP_FILES)[:100]:
        file = job.file
        if job.is_settable:
            job.delete()
        else:
            ImportJob.objects.filter(pk=job.pk).update(file="")
        import_storage().delete(file.name)
