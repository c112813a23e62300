"""Pages made of several apps, and the health pages."""

import shutil

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.models import Avg, Count, F, Q, Sum
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_q.models import OrmQ

from community.announcing.models import Announcement
from community.fragments import kept_list
from community.models import Community
from community.page_cache import visitor_page
from community.posts.views import group_talk
from config.people import first_tasks
from events.models import Audience, Event
from feedback.models import Feedback, FixNote, Promise
from feedback.views.board import supported_by

DISK_LOW = 200 * 1024 * 1024


@require_safe
@visitor_page()
def home(request):
    """A living summary: the promise in figures, the latest fixes, the most wanted, and my own items."""
    month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    community = SimpleLazyObject(Community.get)
    wanted = kept_list(most_wanted, community, "wanted")
    context = {
        "community": community,
        "nav": "home",
        "pinned": pinned_for(request.user),
        "latest_fix_notes": FixNote.objects.published().prefetch_related("items__author")[:3],
        "most_wanted": wanted,
        "supported": supported_by(request.user, wanted),
        "next_event": next_event(community),
        # Counted at most once a minute for each process, however many look.
        **caches["pages"].get_or_set("home-figures", lambda: promise_figures(month) | fix_figures(month), 60),
    }
    if request.user.is_authenticated:
        context["my_items"] = Feedback.objects.of_author(request.user).kept().open().for_rows()[:3]
        context["first_tasks"] = first_tasks(request.user)
    return render(request, "home.html", context)


def most_wanted():
    return list(Feedback.objects.public().open().for_rows().order_by("-vote_count", "-pk")[:5])


def next_event(community):
    """The next session for everybody, or None; what is over meanwhile is gone within the minute."""
    events = Event.objects.public().filter(audience=Audience.ALL).select_related("host", "group")
    found = kept_list(lambda: list(events.coming()[:1]), community, "next-event")
    return found[0] if found else None


def pinned_for(user):
    """The announcements that stand above the page: one calm line for visitors; members may find those of their groups
    below it. Whom one is for is only asked while there is any."""
    if not Announcement.objects.published().pinned().exists():
        return []
    return Announcement.objects.visible_to(user).pinned()[: 3 if user.is_authenticated else 1]


def promise_figures(since):
    """Of the first answers given in time or fallen due since `since`: percent in time, and the mean wait."""
    answers = Promise.objects.settled_since(since).filter(target=Promise.Target.ANSWER, feedback__visibility="public")
    figures = answers.aggregate(
        due=Count("pk"),
        kept=Count("pk", filter=Q(state=Promise.State.KEPT)),
        mean=Avg(F("feedback__answered_at") - F("feedback__received_at")),
    )
    share = round(100 * figures["kept"] / figures["due"]) if figures["due"] else None
    return {"promise_share": share, "mean_first_answer": figures["mean"]}


def fix_figures(since):
    """How many fixes since `since`, and the stars that people gave them."""
    figures = (
        FixNote.objects.published()
        .filter(published_at__gte=since)
        .order_by()
        .aggregate(n=Count("pk"), stars=Sum("rating_sum"), ratings=Sum("rating_count"))
    )
    average = round(figures["stars"] / figures["ratings"], 1) if figures["ratings"] else None
    return {"fixed_this_month": figures["n"], "average_rating": average}


def group_detail(request, slug):
    """A group opens on the first of its pages."""
    return group_talk(request, slug)


# What people write themselves, in whichever form.
WORDS = (
    "title",
    "text",
    "words",
    "remark",
    "again",
    "bio",
    "answer",
    "note",
    "you_said",
    "done_by",
    "before_caption",
    "after_caption",
    # Of polls, each of them.
    "options",
    # Of groups: why somebody asks to join (words), was taken out, what a group says of itself.
    "reason",
    "description",
    "rules",
)


def csrf_failure(request, reason=""):
    """The form's time was up: show what was typed so that nothing is lost."""
    said = [(name, [value for value in values if value.strip()]) for name, values in request.POST.lists()]
    typed = [(name, "\n".join(values)) for name, values in said if name in WORDS and values]
    return render(request, "csrf_failure.html", {"typed": typed}, status=403)


@require_safe
@never_cache
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    """Database, age of the oldest waiting job (seconds) and free disk; 503 when one of them is bad."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        oldest = OrmQ.objects.order_by("pk").filter(lock__lte=timezone.now()).first()
        queue_age = (timezone.now() - oldest.lock).total_seconds() if oldest else 0
        database = True
    except DatabaseError:
        database, queue_age = False, None
    disk = shutil.disk_usage(settings.VAR_DIR).free
    ready = database and disk > DISK_LOW and queue_age < 600
    body = {"database": database, "queue_age_seconds": queue_age, "disk_free_bytes": disk}
    return JsonResponse(body, status=200 if ready else 503)
