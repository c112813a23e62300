"""An import is done once, whatever happens to worker, task, file or patience."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from community.moderation.actions import give_sanction
from feedback.channels import actions, importing, tasks
from feedback.channels.models import ImportIssue, ImportJob
from feedback.models import Feedback
from tests.feedback.test_import_job import SET_UP, body, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(import_job):
    return import_job


def test_started_twice_it_runs_once(ivy_client, job, queue):
    ivy_client.post(url(job), SET_UP | {"then": "start"})
    response = ivy_client.post(url(job), SET_UP | {"then": "start"})
    assert response.status_code == 400
    assert "already begun" in body(response)
    assert len(queue.names()) == 1
    tasks.run_import(job.pk)
    tasks.run_import(job.pk)
    assert Feedback.objects.count() == 35


def test_work_is_handed_on_in_slices(job, queue, small_batches, monkeypatch):
    monkeypatch.setattr(actions, "SLICE_SECONDS", 1e-9)
    actions.start_import(job, actor=None)
    turns = 0
    while queue.names():
        turns += 1
        [task] = queue.jobs()
        queue.lose()
        tasks.run_import(*task["args"])
    job.refresh_from_db()
    assert (job.state, job.added, job.bad, Feedback.objects.count()) == ("finished", 35, 1, 35)
    assert turns == 4


class Killed(BaseException):
    """The worker is gone: nothing of ours runs any more."""


def kill_after(monkeypatch, batches):
    """The worker dies in the middle of the transaction of batch number `batches` + 1."""
    real, calls = importing.write_rows, []

    def dying(*args):
        calls.append(1)
        issues = real(*args)
        if len(calls) > batches:
            raise Killed
        return issues

    monkeypatch.setattr(importing, "write_rows", dying)
    return lambda: monkeypatch.setattr(importing, "write_rows", real)


def lease_over(job):
    ImportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_killed_worker_s_job_goes_on_after_the_last_committed_batch(job, queue, small_batches, monkeypatch):
    actions.start_import(job, actor=None)
    revive = kill_after(monkeypatch, 2)
    queue.lose()
    with pytest.raises(Killed):
        tasks.run_import(job.pk)
    revive()
    job.refresh_from_db()
    assert (job.state, job.done, Feedback.objects.count()) == ("running", 20, 20)
    tasks.run_import(job.pk)  # the queue's own second try comes while the lease still holds
    tasks.sweep_imports()
    assert (Feedback.objects.count(), queue.names()) == (20, [])
    lease_over(job)
    tasks.sweep_imports()
    queue.run()
    job.refresh_from_db()
    assert (job.state, job.done, job.added, job.bad) == ("finished", 36, 35, 1)
    assert Feedback.objects.count() == 35


def test_a_lost_task_is_found_by_the_sweep(job, queue):
    actions.start_import(job, actor=None)
    queue.lose()
    tasks.sweep_imports()
    assert queue.names() == []
    lease_over(job)
    tasks.sweep_imports()
    tasks.sweep_imports()
    assert len(queue.names()) == 1
    queue.run()
    assert Feedback.objects.count() == 35


def test_a_job_that_kills_its_workers_is_parked_after_five_attempts(ivy_client, job, queue, monkeypatch):
    actions.start_import(job, actor=None)
    queue.lose()
    revive = kill_after(monkeypatch, 0)
    for _attempt in range(5):
        with pytest.raises(Killed):
            tasks.run_import(job.pk)
        lease_over(job)
    tasks.sweep_imports()
    queue.run()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 6)
    assert "5 times in a row" in body(ivy_client.get(url(job)))
    revive()
    ivy_client.post(url(job, "resume"))
    queue.run()
    job.refresh_from_db()
    assert (job.state, Feedback.objects.count()) == ("finished", 35)


def test_an_unexpected_failure_waits_and_is_tried_again(job, queue, monkeypatch):
    actions.start_import(job, actor=None)
    queue.lose()
    monkeypatch.setattr(importing, "add_items", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.run_import(job.pk)
    monkeypatch.undo()
    job.refresh_from_db()
    assert job.state == "waiting"
    assert job.lease_until > timezone.now() + timedelta(seconds=45)
    assert "ZeroDivisionError" in job.failure_text


def test_stopped_it_ends_and_can_go_on(ivy_client, job, queue, small_batches, monkeypatch):
    actions.start_import(job, actor=None)
    queue.lose()
    real, calls = importing.count_batch, []

    def pressed(*args):
        calls.append(1)
        if len(calls) == 3:
            ImportJob.objects.filter(pk=job.pk).update(state="stopped", lease_key="")
        return real(*args)

    monkeypatch.setattr(importing, "count_batch", pressed)
    tasks.run_import(job.pk)
    monkeypatch.setattr(importing, "count_batch", real)
    job.refresh_from_db()
    # The press fell into the third batch, which was rolled back, with our simulated press in it.
    assert (job.done, Feedback.objects.count()) == (20, 20)
    ivy_client.post(url(job, "stop"))
    job.refresh_from_db()
    assert job.state == "stopped"
    assert "20 of 36 rows" in body(ivy_client.get(url(job)))
    tasks.run_import(job.pk)
    assert Feedback.objects.count() == 20
    ivy_client.post(url(job, "resume"))
    ivy_client.post(url(job, "resume"))
    assert len(queue.names()) == 1
    queue.run()
    job.refresh_from_db()
    assert (job.state, job.added, Feedback.objects.count()) == ("finished", 35, 35)


def test_a_stopped_check_goes_back_to_being_set_up(ivy_client, job, queue):
    actions.start_import(job, actor=None, check=True)
    ivy_client.post(url(job, "stop"))
    queue.run()
    job.refresh_from_db()
    assert (job.state, job.done) == ("draft", 0)


def test_what_has_begun_cannot_be_put_away_and_what_ended_not_taken_up(ivy_client, job, queue):
    actions.start_import(job, actor=None)
    assert ivy_client.post(url(job, "drop")).status_code == 302
    queue.run()
    assert ivy_client.post(url(job, "drop")).status_code == 302
    assert ivy_client.post(url(job, "resume")).status_code == 302
    assert ivy_client.post(url(job, "stop")).status_code == 302
    assert ivy_client.post(url(job), SET_UP | {"then": "start"}).status_code == 400
    job.refresh_from_db()
    assert job.state == "finished"
    assert queue.names() == []


def test_a_file_that_is_gone_fails_with_a_sentence(ivy_client, job, queue):
    actions.start_import(job, actor=None)
    Path(job.file.path).unlink()
    queue.run()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "cannot be opened" in body(ivy_client.get(url(job)))


def test_uploads_nobody_came_back_for_are_cleared(job):
    path = Path(job.file.path)
    tasks.sweep_imports()
    assert path.exists()
    ImportJob.objects.filter(pk=job.pk).update(changed_at=timezone.now() - timedelta(days=8))
    tasks.sweep_imports()
    assert not path.exists()
    assert not ImportJob.objects.exists()


def test_a_dead_command_s_job_is_ended_by_the_sweep(social):
    job = ImportJob.objects.create(channel=social, name="x.csv", state="running", lease_key="x")
    lease_over(job)
    tasks.sweep_imports()
    job.refresh_from_db()
    assert job.state == "stopped"


def test_at_most_so_many_issues_are_kept(social, ivy, queue, monkeypatch):
    monkeypatch.setattr(ImportIssue, "LIMIT", 5)
    monkeypatch.setattr(importing, "BATCH", 4)
    upload = SimpleUploadedFile("bad.csv", b"id,text\n" + b"1,\n" * 11)
    job = actions.keep_upload(upload, channel=social, actor=ivy)
    actions.start_import(job, actor=ivy)
    queue.run()
    job.refresh_from_db()
    assert (job.bad, job.issues.count()) == (11, 5)


@pytest.mark.parametrize("how", ["suspended", "gone", "without the permission"])
def test_it_stops_at_the_next_batch_when_whoever_started_it_may_no_longer(how, job, ivy, adam, queue, small_batches):
    actions.start_import(job, actor=ivy)
    [task] = queue.jobs()
    real, calls = importing.write_rows, []

    def written(*args):
        issues = real(*args)
        if not calls and how == "suspended":
            give_sanction(ivy, actor=adam, kind="suspend", reason="other")
        elif not calls and how == "gone":
            type(ivy).objects.filter(pk=ivy.pk).update(is_active=False)
        elif not calls:
            ivy.user_permissions.clear()
        calls.append(1)
        return issues

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(importing, "write_rows", written)
        tasks.run_import(*task["args"])
    job.refresh_from_db()
    assert (job.state, job.added, Feedback.objects.count()) == ("stopped", 10, 10)
    # Somebody else takes it up, in his own name.
    actions.resume_import(job, actor=adam)
    tasks.run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, job.actor, Feedback.objects.count()) == ("finished", adam, 35)
