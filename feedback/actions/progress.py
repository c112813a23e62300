"""Writing one step of an item's course; shared by the verbs of this package."""

from django.utils import timezone
from django_q.tasks import async_task

from community.markdown import render_markdown
from feedback.models import ProgressEntry


def write_step(
    feedback,
    kind,
    *,
    actor,
    text="",
    old="",
    new="",
    is_public=True,
    fix_note=None,
    other=None,
    tell=True,
    changes=None,
):
    """Append one progress entry in the caller's transaction and enqueue telling the followers.

    `changes` is {field: [before, after]} in plain JSON. With `tell` false, or for a private step, the entry is born
    announced: remembered, told to nobody.
    """
    silent = not is_public or not tell
    entry = ProgressEntry.objects.create(
        feedback=feedback,
        kind=kind,
        actor=actor,
        text=text,
        rendered=render_markdown(text) if text else "",
        old_status=old,
        new_status=new,
        is_public=is_public,
        fix_note=fix_note,
        changes=changes or {},
        other=other,
        announced_at=timezone.now() if silent else None,
    )
    if not silent:
        async_task("feedback.tasks.announce_entry", entry.pk)
    return entry


def causes_of(feedback):
    """{cause key: text} of all that members and the team were told of an item, with the words of its steps and
    comments."""
    told = {f"progress:{entry.pk}": entry.text for entry in feedback.entries.public()}
    told |= {f"comment:{comment.pk}": comment.text for comment in feedback.comments.all()}
    told[f"alarm:{feedback.pk}"] = ""
    told |= {f"given:{pk}": "" for pk in feedback.entries.exclude(changes={}).values_list("pk", flat=True)}
    for call in feedback.test_calls.all():
        told |= {f"test:{call.pk}:called": call.text, f"test:{call.pk}:thanks": ""}
        told |= {f"test:{call.pk}:report:{seat.pk}": seat.text for seat in call.taken.reported()}
    for pk in feedback.promises.values_list("pk", flat=True):
        told |= {f"promise:{pk}:near": "", f"promise:{pk}:broken": ""}
    return told
