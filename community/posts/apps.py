from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostsConfig(AppConfig):
    name = "community.posts"
    label = "posts"
    verbose_name = _("Posts")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "posts.post.published",
            "posts.post.planned",
            "posts.post.edited",
            "posts.post.removed",
            "posts.post.pinned",
            "posts.post.unpinned",
            "posts.post.hidden",
            "posts.post.shown",
            "posts.reply.edited",
            "posts.reply.removed",
            "posts.reply.hidden",
            "posts.reply.shown",
            "posts.reply.accepted",
            "posts.reply.unaccepted",
            "posts.poll.closed",
        }
    )
