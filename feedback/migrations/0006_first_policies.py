from datetime import timedelta

from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.utils import timezone

# Severity (none: not sorted yet), hours to the first answer and to the resolution, round the clock.
POLICIES = [(1, 1, 24), (2, 8, 72), (3, 24, 336), (4, 24, 1440)]
ENDED = ["fixed", "closed", "declined"]
LEADS = [
    *[
        f"{verb}_{model}"
        for verb in ("view", "add", "change", "delete")
        for model in ("slapolicy", "workcalendar", "calendarday", "team", "teammember", "dutyshift", "absence")
    ],
]


def add_policies(apps, schema_editor):
    """The promises of the product page; what nobody has sorted yet is promised what the community tells newcomers."""
    Community = apps.get_model("community", "Community")
    SlaPolicy = apps.get_model("feedback", "SlaPolicy")
    hours = Community.objects.values_list("promise_hours", flat=True).first() or 24
    for severity, answer, resolve in [(None, hours, 336), *POLICIES]:
        SlaPolicy.objects.create(severity=severity, answer_hours=answer, resolve_hours=resolve)


def add_promises(apps, schema_editor):
    """What is promised for items already here: their answer as it was promised, and from now on a resolution."""
    Feedback, Promise = apps.get_model("feedback", "Feedback"), apps.get_model("feedback", "Promise")
    resolve_hours = {None: 336} | {severity: hours for severity, _answer, hours in POLICIES}
    now = timezone.now()
    items = Feedback.objects.exclude(status__in=ENDED).exclude(visibility="removed").filter(answer_due_at__isnull=False)
    promises = []
    for item in items.only("answer_due_at", "answered_at", "received_at", "severity", "status").iterator(2000):
        hours = max(round((item.answer_due_at - item.received_at).total_seconds() / 3600), 1)
        kept = item.answered_at and item.answered_at <= item.answer_due_at
        late = not kept and (item.answered_at or item.answer_due_at < now)
        promises.append(
            Promise(
                feedback=item,
                target="answer",
                hours=hours,
                started_at=item.received_at,
                due_at=item.answer_due_at,
                state="kept" if kept else "broken" if late else "running",
                settled_at=item.answered_at if kept else item.answer_due_at if late else None,
                look_at=None if kept or late else item.answer_due_at,
            )
        )
        waits = item.status == "needs_info"
        due_at = now + timedelta(hours=resolve_hours[item.severity])
        promises.append(
            Promise(
                feedback=item,
                target="resolve",
                hours=resolve_hours[item.severity],
                started_at=now,
                due_at=due_at,
                state="paused" if waits else "running",
                paused_at=now if waits else None,
                look_at=None if waits else due_at,
            )
        )
        owed = due_at if item.answered_at else item.answer_due_at
        Feedback.objects.filter(pk=item.pk).update(due_at=None if waits else owed, resolve_due_at=due_at)
        if len(promises) >= 2000:
            Promise.objects.bulk_create(promises)
            promises = []
    Promise.objects.bulk_create(promises)


def permit(apps, schema_editor):
    config = apps.get_app_config("feedback")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    group, _created = Group.objects.get_or_create(name="leads")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="feedback", codename__in=LEADS))


class Migration(migrations.Migration):
    dependencies = [("feedback", "0005_promises"), ("community", "0004_staff_mail")]
    operations = [
        migrations.RunPython(add_policies, migrations.RunPython.noop),
        migrations.RunPython(add_promises, migrations.RunPython.noop),
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
