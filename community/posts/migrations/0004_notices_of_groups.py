import re

from django.db import migrations
from django.db.models import Q

# Posts, replies to them, and being asked to say a post as feedback.
POST = re.compile(r"/(?:talk|from-talk)/(\d+)/")


def put_under_groups(apps, schema_editor):
    """What was told of posts in groups goes under those, so that whoever left a private one finds it no more."""
    Post, Notification = apps.get_model("posts", "Post"), apps.get_model("community", "Notification")
    told = Notification.objects.filter(Q(kind__startswith="posts.") | Q(kind="feedback.offered"), group=None)
    last = 0
    while rows := list(told.filter(pk__gt=last).order_by("pk").values_list("pk", "url")[:1000]):
        last = rows[-1][0]
        post_of = {pk: int(found[1]) for pk, url in rows if (found := POST.search(url))}
        posts = Post.objects.filter(pk__in=set(post_of.values())).exclude(group=None)
        group_of = dict(posts.values_list("pk", "group"))
        for group in set(group_of.values()):
            keys = [pk for pk, post in post_of.items() if group_of.get(post) == group]
            Notification.objects.filter(pk__in=keys).update(group=group)


class Migration(migrations.Migration):
    dependencies = [("posts", "0003_told_up_to"), ("community", "0012_digests")]
    operations = [migrations.RunPython(put_under_groups, migrations.RunPython.noop)]
