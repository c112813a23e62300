"""The staff desk: Django's admin under our name, opening on what needs a person now."""

from dataclasses import dataclass
from functools import wraps

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Tables of packages that must not be touched by hand: a Schedule runs any function.
KEPT_OUT = ("django_q", "easy_thumbnails", "account", "sessions", "contenttypes")


@dataclass
class Place:
    """One of our own pages in the rail; `count` is shown beside it, loudly when `hot`."""

    icon: str
    label: str
    address: str
    count: str = ""
    hot: bool = False
    current: bool = False


class StaffSite(AdminSite):
    site_header = _("Huiyin")
    site_title = _("Huiyin")
    index_title = _("Today")
    site_url = "/"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # One way in, with its limits: the members' sign-in.
        self.login = secure_admin_login(self.login)

    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        models = [model for model in models if model._meta.app_label not in KEPT_OUT]
        super().register(models, admin_class, **options)

    def password_change(self, request, extra_context=None):
        """One page for passwords as well, with its limits."""
        return redirect("account_change_password")

    def admin_view(self, view, cacheable=False):
        """Whoever is refused a page while rights of his rest is told which courses are missing, and where they are."""

        @wraps(view)
        def explained(request, *args, **kwargs):
            try:
                return view(request, *args, **kwargs)
            except PermissionDenied:
                if answer := missing_courses_page(self, request):
                    return answer
                raise

        return super().admin_view(explained, cacheable)

    def each_context(self, request):
        context = super().each_context(request)
        if context["has_permission"] and not context["is_popup"]:
            context["rail"] = rail(request)
            context["other_language"] = "zh-hans" if request.LANGUAGE_CODE == "en" else "en"
        return context

    def index(self, request, extra_context=None):
        """Today: what needs a person now, in order and with reasons."""
        return super().index(request, {**(extra_context or {}), **today(request.user)})


def missing_courses_page(site, request):
    """A refusal that names the courses on which rights wait, or None for whom none rest."""
    from community.training.progress import missing_to

    resting = [requirement for requirement in missing_to(request.user) if requirement.is_binding]
    if not resting:
        return None
    context = {**site.each_context(request), "title": _("Your rights rest"), "missing": resting}
    return TemplateResponse(request, "training/desk/missing.html", context, status=403)


def today(user):
    """What the first page shows this member of staff; nothing that he may not open."""
    # Models are not loaded yet when the admin asks for this module.
    from community.training.progress import missing_to
    from feedback.permissions import may_triage
    from feedback.today import first_things, notes_at_hand

    context = {"now": timezone.localtime(), "missing_courses": missing_to(user)}
    if may_triage(user):
        context |= first_things(user)
    if user.has_perm("feedback.change_fixnote"):
        context |= notes_at_hand(user)
    if user.has_perm("community.change_delivery"):
        context["dead_deliveries"] = dead_deliveries()
    return context


def rail(request):
    """Our own pages, each only for those who may open it."""
    from community.moderation.permissions import may_care
    from community.training.permissions import may_see_results
    from feedback.channels.permissions import may_import
    from feedback.desk import count_each, in_words
    from feedback.permissions import may_triage
    from rewards.fairness.permissions import may_view_suspicions
    from rewards.shop.permissions import may_verify

    user, places = request.user, [Place("sun", _("Today"), reverse("admin:index"))]
    counts = count_each(counted_for(user))
    if may_triage(user):
        count = counts["overdue"] or counts["new"]
        address = reverse("admin:feedback_triage")
        places.append(Place("tray", _("Triage"), address, in_words(count) if count else "", bool(counts["overdue"])))
        places.append(Place("team", _("Workload"), reverse("admin:feedback_workload")))
        alike = in_words(counts["pairs"]) if counts["pairs"] else ""
        places.append(Place("target", _("Accuracy"), reverse("admin:feedback_accuracy")))
        places.append(Place("pair", _("Look-alikes"), reverse("admin:feedback_pairs"), alike))
    if may_care(user):
        waiting = counts["cases"] + counts["appeals"]
        address = reverse("admin:moderation_queue")
        places.append(Place("flag", _("Care"), address, in_words(waiting) if waiting else "", bool(counts["grave"])))
    if may_view_suspicions(user):
        address = reverse("admin:fairness_queue")
        count = in_words(counts["suspicions"]) if counts["suspicions"] else ""
        places.append(Place("scales", _("Fairness"), address, count, bool(counts["answered"])))
    if user.has_perm("feedback.view_routingrule"):
        places.append(Place("fork", _("Rules"), reverse("admin:feedback_routingrule_changelist")))
    if user.has_perm("feedback.view_fixnote"):
        places.append(Place("check", _("Fix notes"), reverse("admin:feedback_fixnote_changelist")))
    if user.has_perm("announcing.view_announcement"):
        places.append(Place("calendar", _("Calendar"), reverse("admin:announcing_calendar")))
    if user.has_perm("events.view_event"):
        address = reverse("admin:events_event_changelist")
        count = in_words(counts["sessions"]) if counts["sessions"] else ""
        places.append(Place("talk", _("Sessions"), address, count, bool(counts["live"])))
    if user.has_perm("announcing.view_robot"):
        places.append(Place("robot", _("Group robots"), reverse("admin:announcing_robot_changelist")))
    if user.has_perm("segments.view_segmentday"):
        places.append(Place("bars", _("People"), reverse("admin:segments_glance")))
    if user.has_perm("rewards.view_rule"):
        places.append(Place("coin", _("Points"), reverse("admin:rewards_tariff")))
    if may_import(user) and (address := known_address("admin:channels_importjob_changelist")):
        places.append(Place("import", _("Import"), address))
    if user.has_perm("community.view_delivery"):
        dead = dead_deliveries()
        address = reverse("admin:community_delivery_changelist")
        places.append(Place("mail", _("Deliveries"), address, in_words(dead) if dead else "", bool(dead)))
    if may_verify(user):
        places.append(Place("ticket", _("At the counter"), reverse("shop:verify")))
    training = "admin:training_people" if may_see_results(user) else "training:course_list"
    places.append(Place("book", _("Training"), reverse(training)))
    for place in places:
        place.current = request.path == place.address
    # A page below one of ours belongs to it.
    for place in places[1:] if not any(place.current for place in places) else ():
        place.current = request.path.startswith(place.address)
    if not any(place.current for place in places):
        for prefix, icon in (
            ("/admin/feedback/feedback/", "tray"),
            ("/admin/moderation/", "flag"),
            ("/admin/fairness/", "scales"),
            ("/admin/events/", "talk"),
        ):
            place = next((place for place in places if place.icon == icon), None)
            if place and request.path.startswith(prefix):
                place.current = True
    return places


def counted_for(user):
    """What the rail counts for this member of staff, for count_each: everything in one statement."""
    from community.moderation.models import Appeal, Case
    from community.moderation.permissions import may_care
    from events.models import Event
    from feedback.models import DuplicatePair, Feedback
    from feedback.permissions import may_triage
    from rewards.fairness.models import Suspicion
    from rewards.fairness.permissions import may_view_suspicions

    counted = {}
    if may_triage(user):
        items = Feedback.objects
        counted = {
            "new": [items.untouched()],
            "overdue": [items.overdue()],
            "pairs": [DuplicatePair.objects.to_decide()],
        }
    if may_care(user):
        cases = Case.objects.open().not_about(user)
        counted["cases"] = [cases]
        counted["grave"] = [cases.filter(gravest__in=["danger", "hate"])]
        counted["appeals"] = [Appeal.objects.open().not_of(user)]
    if may_view_suspicions(user):
        standing = Suspicion.objects.not_about(user)
        counted["suspicions"] = [standing.open(), standing.held()]
        counted["answered"] = [standing.held().filter(concerned__answered_at__isnull=False)]
    if user.has_perm("events.view_event"):
        sessions = Event.objects.on_desk_of(user)
        counted["sessions"] = [sessions.coming()]
        counted["live"] = [sessions.filter(state=Event.State.LIVE)]
    return counted


def known_address(name):
    """The address of a page that may not be there, or nothing."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def dead_deliveries():
    """How many mails were given up, digests among them, counted as far as counts are shown."""
    from community.models import Delivery, Digest
    from feedback.desk import COUNT_LIMIT

    dead = Delivery.objects.filter(state=Delivery.State.DEAD).values("pk")
    digests = Digest.objects.filter(state=Digest.State.DEAD).values("pk")
    return dead.union(digests, all=True)[: COUNT_LIMIT + 1].count()
