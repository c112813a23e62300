"""The work of an import: rows in batches, each batch with its counts in one transaction.

Killed between two batches, a job goes on after the last committed one; killed within, that batch never was.
"""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from community.models import Community
from community.moderation.standing import may_sign_in
from community.search import index_texts
from feedback.actions.promising import PolicyBook, make_promises
from feedback.actions.reading import read_new
from feedback.actions.routing import RuleBook, keep_hits, route_new
from feedback.channels.models import ImportIssue, ImportJob
from feedback.channels.permissions import may_import
from feedback.channels.rows import BadRow, Finding, RowJudge, explain, fold_name
from feedback.models import Approval, Category, Channel, Feedback, ProgressEntry, Promise, Reading, Status

BATCH = 500
LEASE = timedelta(minutes=2)
# Names counted one by one; a column taken for the category by mistake has as many as rows.
UNKNOWN_LIMIT = 100
MADE_LIMIT = 50
OTHERS = "…"
# Those on duty are called to what was said within this time; of the rest the desk tells when they look.
FRESH = timedelta(days=2)
# Stands for the words of an item that was taken back: nobody compares with them.
TAKEN_BACK = "taken back"


class ImportLost(Exception):
    """Another worker holds the job now, or somebody stopped it; what this one had in hand was rolled back."""


class ImportBarred(Exception):
    """Whoever started it may import no longer: suspended, gone, or without the permission."""


@dataclass
class Batch:
    findings: list[Finding] = field(default_factory=list)
    issues: list[ImportIssue] = field(default_factory=list)
    done: int = 0

    @property
    def size(self):
        return len(self.findings) + len(self.issues)


def carry_out(job, table, *, seconds=None, on_batch=None, on_issue=None):
    """Work through the rows after `job.done`; returns whether the end was reached within `seconds`.

    With `job.is_check` nothing is written but (for a saved job) the counts and issues. `on_batch(count)` and
    `on_issue(issue)` are told what happened, after the commit. Raises ImportLost, ImportBarred and Unreadable.
    """
    deadline = time.monotonic() + seconds if seconds else None
    book = CategoryBook(may_create=job.create_categories)
    seen = {}
    for batch in read_batches(job, table):
        before = job.done
        check_may_go_on(job)
        settle = check_batch if job.is_check else write_batch
        issues = settle(job, batch, book, seen)
        for issue in issues if on_issue else ():
            on_issue(issue)
        if on_batch:
            on_batch(job.done - before)
        if deadline and time.monotonic() > deadline:
            return job.done >= job.total
    return True


def check_may_go_on(job):
    """Asked before each batch: a suspension counts at once, and not when the job is over. The command line may."""
    if job.actor_id is None:
        return
    actor = get_user_model().objects.get(pk=job.actor_id)
    if not (may_import(actor) and may_sign_in(actor)):
        raise ImportBarred


def read_batches(job, table):
    """The rows after `job.done`, judged, up to 500 at a time."""
    judge, batch, skip = RowJudge(job.mapping, job.day_first), Batch(), job.done
    for record in table.records():
        source_id = judge.identify(record)
        if record.number <= skip:
            continue
        try:
            batch.findings.append(judge.judge(record, source_id))
        except BadRow as problem:
            batch.issues.append(make_issue(job, record, problem.code, problem.params))
        batch.done = record.number
        if batch.size == BATCH:
            yield batch
            batch = Batch()
    if batch.size:
        yield batch


def make_issue(job, row, code, params=None):
    cells = {storable(name): storable(value) for name, value in row.cells.items()}
    params = {name: storable(value) for name, value in (params or {}).items()}
    return ImportIssue(job=job, number=row.number, line=row.line, code=code, params=params, cells=cells)


def storable(value):
    """A cell as text that every database keeps: what is broken in it becomes a question mark in a diamond."""
    if value is None or isinstance(value, int):
        return value
    text = str(value)[:5000].replace("\x00", "\ufffd")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class CategoryBook:
    """Finds a category by its address or one of its names; makes it where that is wanted."""

    def __init__(self, *, may_create):
        self.may_create = may_create
        self.load()

    def load(self):
        self.by_name = {}
        for category in Category.objects.order_by("-pk"):
            for name in (category.name_en, category.name, category.slug):
                if name:
                    self.by_name[fold_name(name)] = category

    def find(self, name):
        return self.by_name.get(fold_name(name))

    def can_make(self, name, made):
        return self.may_create and len(made) < MADE_LIMIT and len(name) <= 30

    def make(self, name):
        """A new category at the end of the list, with an address made of its name."""
        slug = slugify(name)[:20].strip("-")
        if not slug or fold_name(slug) in self.by_name:
            slug = f"c-{hashlib.sha256(name.encode()).hexdigest()[:10]}"
        # Somebody else may make the same one at this moment; then it is found.
        category, _created = Category.objects.get_or_create(slug=slug, defaults={"name": name, "position": 90})
        self.by_name[fold_name(name)] = self.by_name[fold_name(slug)] = category
        return category


def compare(findings, existing, seen):
    """Split into what is new and what is there with other words.

    `existing` and `seen` (earlier rows of this file; grows) are {source id: hash of the text}.
    """
    fresh, differing = [], []
    for finding in findings:
        words = hash(finding.text)
        known = existing.get(finding.source_id, seen.get(finding.source_id))
        if known is None:
            fresh.append(finding)
            seen[finding.source_id] = words
        elif known not in (words, TAKEN_BACK):
            differing.append(finding)
    return fresh, differing


def find_existing(job, findings):
    """{source id: hash of the text} of those that are in the channel already."""
    rows = Feedback.objects.filter(channel=job.channel, source_id__in=[f.source_id for f in findings])
    # Without these words the databases cannot use the index, which leaves empty numbers out.
    rows = rows.exclude(source_id="")
    return {
        source_id: TAKEN_BACK if visibility == Feedback.Visibility.REMOVED else hash(text)
        for source_id, text, visibility in rows.values_list("source_id", "text", "visibility")
    }


@dataclass
class Preview:
    """One row as it would come in. `verdict`: new, known, differs or bad; `reason` says why for the last two."""

    line: int
    verdict: str
    reason: str = ""
    finding: Finding | None = None
    category: Category | None = None


def preview_rows(job, limit=10):
    """The first rows of the file, judged; raises Unreadable."""
    judge, rows = RowJudge(job.mapping, job.day_first), []
    for record in islice(job.open_table().records(), limit):
        source_id = judge.identify(record)
        try:
            rows.append(Preview(record.line, "new", finding=judge.judge(record, source_id)))
        except BadRow as problem:
            rows.append(Preview(record.line, "bad", explain(problem.code, problem.params)))
    findings = [row.finding for row in rows if row.finding]
    existing, book = find_existing(job, findings), CategoryBook(may_create=False)
    fresh, differing = compare(findings, existing, {})
    for row in rows:
        if row.finding in differing:
            row.verdict, row.reason = "differs", explain("differs", {})
        elif row.finding and row.finding not in fresh:
            row.verdict = "known"
        row.category = book.find(row.finding.category) if row.finding and row.finding.category else None
    return rows


def check_batch(job, batch, book, seen):
    """Count what writing this batch would do. Returns its issues."""
    fresh, differing = compare(batch.findings, find_existing(job, batch.findings), seen)
    issues = batch.issues + [make_issue(job, finding, "differs") for finding in differing]
    made, unknown = sort_categories(job, fresh, book)
    count_batch(job, batch, len(fresh), issues, unknown, made)
    if job.pk:
        with transaction.atomic():
            hold_lease(job, attempts=job.attempts)
            keep_issues(job, issues)
    return issues


def write_batch(job, batch, book, _seen):
    """Write this batch, its issues and the job's counts in one transaction. Returns its issues."""
    before = {name: getattr(job, name) for name in COUNTS}
    for attempt in range(3):
        try:
            with transaction.atomic():
                return write_rows(job, batch, book)
        except IntegrityError:
            # Another import of the same rows was faster: look again which of them are there.
            if attempt == 2:
                raise
            for name, value in before.items():
                setattr(job, name, value)
            book.load()


def write_rows(job, batch, book):
    hold_place(job)
    fresh, differing = compare(batch.findings, find_existing(job, batch.findings), {})
    issues = batch.issues + [make_issue(job, finding, "differs") for finding in differing]
    made, unknown = sort_categories(job, fresh, book)
    items = add_items(job, fresh, book, made)
    count_batch(job, batch, len(items), issues, unknown, made)
    keep_issues(job, issues)
    hold_lease(job, attempts=0)
    if items:
        Community.bump()
    return issues


COUNTS = ("done", "added", "known", "differing", "bad", "unknown_categories", "made_categories")


def sort_categories(job, fresh, book):
    """(names to make now, {unknown name: rows}) among the new rows."""
    made, unknown = {}, Counter()
    earlier = {fold_name(name) for name in job.made_categories}
    for finding in fresh:
        name = finding.category
        if not name or book.find(name) or fold_name(name) in earlier | made.keys():
            continue
        if book.can_make(name, [*earlier, *made]):
            made[fold_name(name)] = name
        else:
            unknown[name[:60]] += 1
    return list(made.values()), unknown


def add_items(job, findings, book, made):
    """New items with their first station and their search entries; returns them. They are public unless everything in
    the channel waits for approval."""
    now = timezone.now()
    is_held = job.channel.publishing == Channel.Publishing.NOTHING
    visibility = Feedback.Visibility.PENDING if is_held else Feedback.Visibility.PUBLIC
    for name in made:
        book.make(name)
    items = [
        Feedback(
            title=finding.title,
            text=finding.text,
            excerpt=finding.excerpt,
            language=finding.language,
            category=book.find(finding.category) if finding.category else None,
            channel=job.channel,
            source_id=finding.source_id,
            source_url=finding.url,
            # Said when the row says so; the promise runs from now, when we got to know of it.
            created_at=finding.created_at or now,
            received_at=now,
            changed_at=now,
            hot=Feedback.heat(0, 0, finding.created_at or now),
            visibility=visibility,
        )
        for finding in findings
    ]
    readings = read_new(items)
    routed = route_new(items, readings, RuleBook(), tells=lambda item: now - FRESH < item.created_at < now)
    promises = make_promises(items, PolicyBook(), start=now)
    Feedback.objects.bulk_create(items)
    Promise.objects.bulk_create(promises)
    Reading.objects.bulk_create(readings)
    ProgressEntry.objects.bulk_create(
        ProgressEntry(
            feedback=item,
            kind=ProgressEntry.Kind.RECEIVED,
            new_status=Status.NEW,
            created_at=now,
            announced_at=now,
        )
        for item in items
    )
    keep_hits(routed, at=now, tells_owners=False)
    if is_held:
        Approval.objects.bulk_create(Approval(feedback=item, why=Approval.Why.CHANNEL) for item in items)
    index_texts("feedback", [(item.pk, f"{item.title}\n{item.text}", not is_held) for item in items])
    return items


def count_batch(job, batch, added, issues, unknown, made):
    """Add what became of the batch to the counts of `job`, in memory."""
    differing = sum(issue.code == "differs" for issue in issues)
    job.done = batch.done
    job.added += added
    job.differing += differing
    job.known += len(batch.findings) - added - differing
    job.bad += len(issues) - differing
    counts = Counter(job.unknown_categories)
    for name, rows in unknown.items():
        counts[name if name in counts or len(counts) < UNKNOWN_LIMIT else OTHERS] += rows
    job.unknown_categories = dict(counts)
    job.made_categories = [*job.made_categories, *made]


def keep_issues(job, issues):
    room = ImportIssue.LIMIT - (job.bad + job.differing - len(issues))
    ImportIssue.objects.bulk_create(issues[: max(room, 0)])


def hold_place(job):
    """Lock the job's row, or ImportLost when it is no longer where this worker left it."""
    held = ImportJob.objects.filter(pk=job.pk, state=ImportJob.State.RUNNING, lease_key=job.lease_key, done=job.done)
    if not held.update(changed_at=timezone.now()):
        raise ImportLost


def hold_lease(job, *, attempts):
    """Store the counts and renew the lease, or ImportLost when it is another's."""
    held = ImportJob.objects.filter(pk=job.pk, state=ImportJob.State.RUNNING, lease_key=job.lease_key)
    now = timezone.now()
    counts = {name: getattr(job, name) for name in COUNTS}
    if not held.update(**counts, attempts=attempts, lease_until=now + LEASE, changed_at=now):
        raise ImportLost
