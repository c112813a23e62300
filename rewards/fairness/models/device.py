"""Which accounts signed in on the same device; see docs/fairness.md for what is kept and for how long."""

from django.conf import settings
from django.db import models
from django.db.models import Count


class MonthSecret(models.Model):
    """The random key of one month for the hashes of devices; forgotten when the month is over, so that nobody can
    compute them any more."""

    month = models.DateField(unique=True)
    secret = models.CharField(max_length=64)

    def __str__(self):
        return str(self.month)


class DeviceUseQuerySet(models.QuerySet):
    def crowded(self, number):
        """{(month, hash): members} of the devices on which so many members or more signed in within a month."""
        many = self.values("month", "hash").annotate(number=Count("member")).filter(number__gte=number).order_by()
        found = {}
        rows = self.filter(hash__in=many.values("hash")).order_by("month", "hash", "member")
        for month, hashed, member in rows.values_list("month", "hash", "member"):
            found.setdefault((month, hashed), []).append(member)
        return found


class DeviceUse(models.Model):
    """That a member signed in on a device in a month: neither when, nor how often, nor from where."""

    hash = models.CharField(max_length=64)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Its first day, by the community's time zone.
    month = models.DateField()

    objects = DeviceUseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hash", "member", "month"], name="device_use_once")]
        indexes = [models.Index(fields=["month"], name="device_use_of_month")]

    def __str__(self):
        return f"{self.month} {self.member_id}"
