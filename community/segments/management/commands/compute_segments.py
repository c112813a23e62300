"""Put every member into a segment now, instead of waiting for the night."""

import sys
import time

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from community.models import Member
from community.segments.actions import compute_segments
from community.segments.models import SegmentDay


class Command(BaseCommand):
    help = "Compute everybody's segment as of today and say how long it took; may be interrupted and run again."

    def handle(self, *args, **options):
        today, began = timezone.localdate(), time.perf_counter()
        total = Member.objects.count()
        with tqdm(total=total, unit=" members", disable=None, file=sys.stderr) as bar:
            compute_segments(today, on_batch=bar.update)
        for row in SegmentDay.objects.filter(day=today).order_by("segment"):
            self.stdout.write(f"{row.get_segment_display()}: {row.count}")
        seconds = f"{time.perf_counter() - began:.1f}"
        self.stdout.write(_("%(n)s members in %(seconds)s s.") % {"n": total, "seconds": seconds})
