"""What the board can be narrowed by; every choice stands in the address."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.models import LISTED_STATUSES, Feedback


class FeedbackFilter(django_filters.FilterSet):
    """Unknown values make the form invalid, and the board then shows nothing rather than everything."""

    SAID, SUPPORTED, FOLLOWED = "said", "supported", "followed"
    MINE = [
        (SAID, _("Said by me")),
        (SUPPORTED, _("Supported by me")),
        (FOLLOWED, _("Followed by me")),
    ]

    status = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=[(status.value, status.label) for status in LISTED_STATUSES],
        widget=forms.CheckboxSelectMultiple,
    )
    category = django_filters.CharFilter(label=_("Category"), field_name="category__slug")
    group = django_filters.CharFilter(label=_("Group"), field_name="group__slug")
    channel = django_filters.CharFilter(label=_("Channel"), field_name="channel__slug")
    mine = django_filters.ChoiceFilter(
        label=_("Only"),
        method="only_mine",
        choices=MINE,
    )
    answered = django_filters.ChoiceFilter(
        label=_("Answer"), method="only_answered", choices=[("yes", _("With an official answer"))]
    )

    class Meta:
        model = Feedback
        fields = ["status", "category", "group", "channel", "mine", "answered"]

    def only_mine(self, queryset, name, value):
        member = self.request.user
        if not member.is_authenticated:
            return queryset.none()
        if value == self.SAID:
            return queryset.filter(author=member)
        if value == self.SUPPORTED:
            return queryset.filter(votes__member=member)
        return queryset.filter(follows__member=member, follows__level__in=["all", "status"])

    def only_answered(self, queryset, name, value):
        return queryset.exclude(answered_at=None)
