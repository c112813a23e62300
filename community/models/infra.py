"""Tables without a page of their own: counts behind the limits, and the text that search reads."""

from django.db import models


class RateCount(models.Model):
    """How often one hashed key was seen in one scope until `ends_at`; written only by community/limits.py."""

    scope = models.CharField(max_length=40)
    # A keyed hash under the day's secret; once that is forgotten nothing leads back to an address or member.
    key_hash = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)
    # Rounded, so that it does not tell when exactly somebody came.
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key_hash"], name="rate_count_once_per_key")]

    def __str__(self):
        return f"{self.scope} until {self.ends_at}"


class DaySecret(models.Model):
    """Random key of one day (UTC) for hashes that must not be linkable later; forgotten when the day is over."""

    day = models.DateField(unique=True)
    secret = models.CharField(max_length=64)

    def __str__(self):
        return str(self.day)


class SearchDoc(models.Model):
    """The searchable tokens of one object; the index beside it is kept by the database (migration 0002)."""

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    # Space-separated, see community.search.tokenize.
    tokens = models.TextField()
    is_public = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_doc_once_per_object")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"
