"""Bring the queue's schedules in line with config/schedules.py."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django_q.models import Schedule


class Command(BaseCommand):
    help = "Create, change and remove recurring jobs so that they equal config/schedules.py; may run twice."

    @transaction.atomic
    def handle(self, *args, **options):
        wanted = settings.SCHEDULES
        Schedule.objects.exclude(name__in=[name for name, _func, _minutes in wanted]).delete()
        for name, func, minutes in wanted:
            Schedule.objects.update_or_create(
                name=name,
                defaults={"func": func, "schedule_type": Schedule.MINUTES, "minutes": minutes, "repeats": -1},
            )
        self.stdout.write(f"{len(wanted)} recurring jobs")
