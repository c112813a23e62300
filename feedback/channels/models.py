"""Imports: one job per file, and what was wrong with its rows."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.channels.reading import open_table
from feedback.channels.reading.table import WHY
from feedback.channels.rows import explain
from feedback.models import Channel


def import_storage():
    """Private to the server: outside the media folder, readable by its own user alone, served by no address."""
    return FileSystemStorage(
        settings.VAR_DIR / "imports", file_permissions_mode=0o600, directory_permissions_mode=0o700
    )


class ImportJobQuerySet(models.QuerySet):
    def to_claim(self):
        """Waiting for a worker, or left behind by one that died."""
        state = ImportJob.State
        return self.filter(Q(state=state.WAITING) | Q(state=state.RUNNING, lease_until__lt=timezone.now()))

    def lost(self):
        """Should be at work by now and are not, the oldest first."""
        at_work = [ImportJob.State.WAITING, ImportJob.State.RUNNING]
        return self.filter(state__in=at_work, lease_until__lt=timezone.now()).order_by("pk")

    def left_behind(self, before):
        """Files nobody came back for since `before` (UTC)."""
        idle = self.exclude(state__in=[ImportJob.State.WAITING, ImportJob.State.RUNNING])
        return idle.exclude(file="").filter(changed_at__lt=before).order_by("pk")


class ImportJob(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Being set up")
        WAITING = "waiting", _("Waiting for a worker")
        RUNNING = "running", _("Running")
        CHECKED = "checked", _("Checked, nothing written yet")
        FINISHED = "finished", _("Finished")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    SETTABLE = (State.DRAFT, State.CHECKED)
    AT_WORK = (State.WAITING, State.RUNNING)
    MAX_ATTEMPTS = 5

    channel = models.ForeignKey(Channel, verbose_name=_("channel"), on_delete=models.PROTECT)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("started by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Empty once the import is finished, and for imports from the command line, which read the file where it is.
    file = models.FileField(storage=import_storage, blank=True)
    name = models.CharField(_("file"), max_length=200)
    encoding = models.CharField(_("characters"), max_length=20, blank=True)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    day_first = models.BooleanField(_("3/4/2025 is 3 April"), default=False)
    create_categories = models.BooleanField(_("create unknown categories"), default=False)

    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    # The run reads and judges every row but writes no feedback.
    is_check = models.BooleanField(default=False)
    failure = models.JSONField(default=dict)

    total = models.PositiveIntegerField(_("rows"), default=0)
    # How many rows are behind us; committed together with what became of them.
    done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    known = models.PositiveIntegerField(_("already there"), default=0)
    differing = models.PositiveIntegerField(_("already there with other words"), default=0)
    bad = models.PositiveIntegerField(_("bad rows"), default=0)
    unknown_categories = models.JSONField(default=dict)
    made_categories = models.JSONField(default=list)

    # A worker holds the job for as long as it renews its lease; the attempt is counted before the work.
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_key = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)

    created_at = models.DateTimeField(_("started at"), default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        # Who may import may do all of it: see feedback.import_feedback.
        default_permissions = ()
        indexes = [models.Index(fields=["state", "lease_until"], name="import_to_claim")]

    def __str__(self):
        return f"{self.name} → {self.channel.slug}"

    def get_absolute_url(self):
        return reverse("admin:channels_importjob_change", args=[self.pk])

    def open_table(self, path=None):
        """The table of this job's file (or of the one at `path`); raises Unreadable."""
        return open_table(path or Path(self.file.path), encoding=self.encoding)

    @property
    def is_settable(self):
        return self.state in self.SETTABLE

    @property
    def is_at_work(self):
        return self.state in self.AT_WORK

    @property
    def can_resume(self):
        return self.state in (self.State.STOPPED, self.State.FAILED) and bool(self.file)

    @property
    def percent(self):
        return min(100, round(100 * self.done / self.total)) if self.total else 0

    @property
    def unused_columns(self):
        return [column for column in self.columns if column not in self.mapping.values()]

    @property
    def failure_text(self):
        """Why it failed, in the reader's language."""
        if not self.failure:
            return ""
        return FAILURES[self.failure["code"]] % self.failure["params"]


FAILURES = {
    **WHY,
    "crashed": _("It broke off %(attempts)s times in a row; the last reason was: %(detail)s."),
}


class ImportIssue(models.Model):
    """One row that was not taken (or is there with other words), and why. At most LIMIT per job are kept."""

    LIMIT = 10_000

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="issues")
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField(_("line"))
    code = models.CharField(max_length=20)
    params = models.JSONField(default=dict)
    cells = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("row not imported")
        verbose_name_plural = _("rows not imported")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="import_issue_once_per_row")]

    def __str__(self):
        return f"{self.line}: {self.code}"

    @property
    def reason(self):
        return explain(self.code, self.params)
