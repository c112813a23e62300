from datetime import UTC, datetime

from django.db import migrations
from django.db.models import Q
from django.utils import timezone

ENDLESS = datetime(9999, 12, 31, tzinfo=UTC)


def copy_suspensions(apps, schema_editor):
    """What runs now, onto the rows of its members; may run twice."""
    Member = apps.get_model("community", "Member")
    Sanction = apps.get_model("moderation", "Sanction")
    running = Sanction.objects.filter(Q(until=None) | Q(until__gt=timezone.now()), kind="suspend", lifted_at=None)
    for member, until in running.values_list("member_id", "until"):
        Member.objects.filter(pk=member).update(suspended_until=until or ENDLESS)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_hiding_appeals"), ("community", "0014_member_suspended_until")]
    operations = [migrations.RunPython(copy_suspensions, migrations.RunPython.noop)]
