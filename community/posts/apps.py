from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostsConfig(AppConfig):
    name = "community.posts"
    label = "posts"
    verbose_name = _("Posts")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset()
