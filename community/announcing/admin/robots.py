"""Group robots and what became of each message, on the staff desk."""

from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from community.announcing import actions
from community.announcing.forms import RobotForm
from community.announcing.models import Robot, RobotDelivery
from community.desk_pages import check_may
from community.limits import limited
from community.models import InterestGroup
from community.staffing import DeskAdmin, ViewOnlyAdmin, form_changes


@admin.register(Robot)
class RobotAdmin(DeskAdmin):
    form = RobotForm
    change_form_template = "announcing/desk/robot_form.html"
    list_display = ["name", "kind", "where", "is_active", "last_sent_at", "last_error"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name"]
    autocomplete_fields = ["groups"]
    ordering = ["name"]
    actions = None
    fieldsets = [
        (gettext_lazy("The robot"), {"fields": ["kind", "name", "language"]}),
        (
            gettext_lazy("How it is called"),
            {
                "description": gettext_lazy("Kept to ourselves: shown nowhere again, in no trail and no log."),
                "fields": ["address", "secret", "without_secret"],
            },
        ),
        (
            gettext_lazy("What it carries"),
            {
                "description": gettext_lazy(
                    "Announcements of the team, and what hosts announce in these groups. What is for a segment or a "
                    "filter goes into no group chat; what is announced in a private group goes only to a robot that is "
                    "for that group alone."
                ),
                "fields": ["takes_all", "groups"],
            },
        ),
    ]

    @admin.display(description=gettext_lazy("calls"))
    def where(self, robot):
        return robot.masked_address

    def get_fieldsets(self, request, obj=None):
        if request.user.has_perm("announcing.change_robot") or obj is None:
            return self.fieldsets
        # Who only looks sees no address: read-only fields would show it in full.
        (first, called, carries) = self.fieldsets
        return [first, (called[0], {"fields": ["where"]}), carries]

    def get_readonly_fields(self, request, obj=None):
        return [] if request.user.has_perm("announcing.change_robot") else ["where"]

    def get_urls(self):
        site = self.admin_site.admin_view
        return [
            path("<number:pk>/test/", site(robot_test), name="announcing_robot_test"),
            path("<number:pk>/switch/", site(robot_switch), name="announcing_robot_switch"),
            *super().get_urls(),
        ]

    def save_model(self, request, obj, form, change):
        if not change or form.changed_data:
            actions.save_robot(obj, actor=request.user, changes=form_changes(form))

    def delete_model(self, request, obj):
        actions.remove_robot(obj, actor=request.user)

    def get_deleted_objects(self, objs, request):
        """The robots alone: that what they carried goes with them is said on the page."""
        _objects, _counts, _lacking, protected = super().get_deleted_objects(objs, request)
        return [str(robot) for robot in objs], {Robot._meta.verbose_name_plural: len(objs)}, set(), protected


@require_POST
@limited("robot-test", limit=30, seconds=3600)
def robot_test(request, pk):
    """Send a test message and say what came back."""
    check_may(request.user, "announcing.change_robot")
    robot = get_object_or_404(Robot, pk=pk)
    if refusal := actions.test_robot(robot, actor=request.user):
        messages.error(request, _("“%(name)s” did not take it: %(error)s") % {"name": robot, "error": refusal})
    else:
        messages.success(request, _("“%(name)s” took it. Look into the group chat.") % {"name": robot})
    return redirect("admin:announcing_robot_change", pk)


@require_POST
def robot_switch(request, pk):
    """On or off, as the pressed button said."""
    check_may(request.user, "announcing.change_robot")
    robot, want = get_object_or_404(Robot, pk=pk), request.POST.get("want")
    if want not in ("on", "off"):
        raise Http404
    if actions.switch_robot(robot, actor=request.user, on=want == "on"):
        said = _("“%(name)s” is on.") if want == "on" else _("“%(name)s” is off.")
        messages.success(request, said % {"name": robot})
    return redirect("admin:announcing_robot_change", pk)


@admin.register(RobotDelivery)
class RobotDeliveryAdmin(ViewOnlyAdmin):
    """What became of each message; those given up are tried again or dropped here."""

    list_display = ["carried", "robot", "state", "attempts", "next_try_at", "sent_at", "last_error"]
    list_select_related = ["announcement", "post", "robot"]
    list_filter = ["state"]
    ordering = ["-pk"]
    actions = ["retry", "drop"]
    fields = readonly_fields = list_display

    @admin.display(description=gettext_lazy("what it carries"))
    def carried(self, delivery):
        return str(delivery.thing)

    def get_queryset(self, request):
        """All but what was announced in a private group that this member of staff knows nothing of."""
        known = InterestGroup.objects.on_desk_of(request.user).values("pk")
        open_to_him = Q(post=None) | Q(post__group=None) | Q(post__group__is_private=False) | Q(post__group__in=known)
        return super().get_queryset(request).filter(open_to_him)

    def has_handle_permission(self, request):
        return request.user.has_perm("announcing.change_robotdelivery")

    @admin.action(description=gettext_lazy("Try again"), permissions=["handle"])
    def retry(self, request, queryset):
        dead = queryset.filter(state=RobotDelivery.State.DEAD)
        n = sum(actions.retry_robot_delivery(delivery, actor=request.user) for delivery in dead)
        words = ngettext("%(n)s message is tried again.", "%(n)s messages are tried again.", n)
        messages.success(request, words % {"n": n})

    @admin.action(description=gettext_lazy("Drop"), permissions=["handle"])
    def drop(self, request, queryset):
        dead = queryset.filter(state=RobotDelivery.State.DEAD)
        n = sum(actions.drop_robot_delivery(delivery, actor=request.user) for delivery in dead)
        words = ngettext("%(n)s message is dropped.", "%(n)s messages are dropped.", n)
        messages.success(request, words % {"n": n})
